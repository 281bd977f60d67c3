"""The exercises: the learner's file, made from the solution; its hints; the verdict on it."""

import difflib
import re
import runpy
import tokenize
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import NamedTuple

from course import runner
from course.checking import checks_of
from course.judge import REJECTED
from course.syllabus import ROOT

JUDGE = Path(__file__).with_name("judge.py")
LIMIT = 30  # seconds a check may take; a right answer takes about 3

HINTS = "\nHints:\n"
ANSWER = re.compile(r"^(?P<indent> *)# -- answer --\n.*?# -- end --\n", re.MULTILINE | re.DOTALL)
MARKER = re.compile(r"^ *# -- (answer|end) --\n", re.MULTILINE)


class Trouble(Exception):
    """Something that the learner can put right; its text is a sentence that says how."""


class Outdated(Exception):
    """The answer has been saved anew while it was judged."""


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    sentence: what must hold; holds: whether it does; came_to_an_end: False if the
    answer, or a process that it left behind, had to be killed; lines: why it does not
    hold, a list of str.
    """

    sentence: str
    holds: bool
    came_to_an_end: bool
    lines: list[str]


class Save(NamedTuple):
    """A file as it was saved: its path, when (datetime), and its size in bytes."""

    path: Path
    time: datetime
    size: int


def starter(solution):
    """The text of the learner's file, from the text of the solution (both str)."""
    return ANSWER.sub(
        r'\g<indent>raise NotImplementedError("your answer")\n', without_hints(solution)
    )


def without_hints(text):
    """The text of an exercise (str) without the hints of its docstring."""
    return re.sub(re.escape(HINTS) + r'.*?"""', '"""', text, count=1, flags=re.DOTALL)


def hints(solution):
    """The hints in the text of a solution (str), a list of str."""
    block = solution.partition(HINTS)[2].partition('"""')[0]
    return [" ".join(hint.split()) for hint in re.split(r"^\d\. ", block, flags=re.MULTILINE)[1:]]


def start(lesson):
    """Make the learner's file and return its path; Trouble if there is one."""
    text = starter(lesson.solution.read_text(encoding="utf-8"))
    lesson.exercise.parent.mkdir(exist_ok=True)
    try:
        with open(lesson.exercise, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        name = shown(lesson.exercise)
        raise Trouble(
            f"{name} is there already and stays as it is. To begin anew, rename it first."
        ) from None
    return lesson.exercise


def difference(lesson):
    """What to change in the learner's file to have the solution: lines (str) of a unified diff.

    Hints and markers are left out on both sides. Trouble if there is no file, or one
    that Python cannot read.
    """
    try:
        with tokenize.open(existing(lesson.exercise, lesson)) as file:
            answer = file.read()
    except (SyntaxError, UnicodeDecodeError) as error:
        raise Trouble(
            f"Python cannot read {shown(lesson.exercise)}: {error}. Save it as UTF-8."
        ) from None
    solution = lesson.solution.read_text(encoding="utf-8")
    return list(
        difflib.unified_diff(
            *(MARKER.sub("", without_hints(text)).splitlines() for text in (answer, solution)),
            fromfile=f"{shown(lesson.exercise)}, your answer",
            tofile=f"{shown(lesson.solution)}, with the reasons",
            lineterm="",
        )
    )


def check(lesson, answer=None, meanwhile=None):
    """Judge an answer (path, by default the learner's file): yields a Verdict for each check.

    meanwhile: called a few times a second; what it raises ends the judging. Stops after a
    check that did not come to an end. Trouble if there is no file, or one that Python
    cannot read.
    """
    answer = existing(answer or lesson.exercise, lesson)
    check_syntax(answer)
    for name in checks(lesson):
        verdict = judge(lesson, name, answer, meanwhile)
        yield verdict
        if not verdict.came_to_an_end:
            return  # the other checks would take as long


def check_syntax(program):
    """Trouble if Python cannot read the program at this path."""
    try:
        with warnings.catch_warnings(action="ignore"):  # they come again when it runs
            compile(program.read_bytes(), program, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        why, mend = getattr(error, "msg", error), "Save it as Python, in UTF-8."
        if line:
            why, mend = f"line {line}: {why}", "Mend that line first."
        raise Trouble(f"Python cannot read {shown(program)}, {why}. {mend}") from None


def judge(lesson, name, answer, meanwhile=None):
    """Judge an answer (path) by one check (its name): a Verdict.

    The answer runs under spawn, which every system has and which asks most of a program.
    """
    with TemporaryDirectory() as folder:
        run = runner.run(
            JUDGE,
            lesson.checks,
            name,
            answer,
            start_method="spawn",
            limit=LIMIT,
            meanwhile=meanwhile,
            folder=folder,
        )
    sentence = checks(lesson)[name].__doc__
    trouble = run.trouble()
    if trouble is None:
        return Verdict(sentence, True, True, [])
    lines = run.texts
    if run.exit_code != REJECTED:  # which has explained itself
        lines.append(trouble)
    lines.append(f"read      {shown(lesson.script)}")
    return Verdict(sentence, False, not (run.ended_by or run.left_behind), lines)


def checks(lesson):
    """The checks of a lesson's exercise, a dict from name to function."""
    return checks_of(runpy.run_path(lesson.checks))


def saves(path):
    """Yields a Save of the file at this path at once, and then whenever there is a new one."""
    seen = None
    while True:
        save = last_save(path)
        sleep(runner.LOOK)
        # An editor writes in steps, or removes the file and puts a new one there. It is
        # done when two looks in a row find the same.
        if save not in (None, seen) and save == last_save(path):
            yield save
            seen = save


def last_save(path):
    """The last Save of the file at this path; None where there is none at the moment."""
    try:
        status = path.stat()
    except OSError:  # also "permission denied", which Windows says of a file being replaced
        return None
    return Save(path, datetime.fromtimestamp(status.st_mtime), status.st_size)


def existing(answer, lesson):
    """The path of an answer; Trouble if there is no such file."""
    if not answer.exists():
        raise Trouble(
            f"There is no {shown(answer)} yet. Make it with\n"
            f"  python -m course start {lesson.number}"
        )
    return answer


def shown(path):
    """A path as the learner would type it from the project's folder."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
