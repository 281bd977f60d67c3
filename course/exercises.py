"""The exercises: the learner's file, made from the solution; its hints; the verdict on it."""

import json
import re
import runpy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from course import runner
from course.checking import checks_of
from course.judge import REJECTED
from course.syllabus import EXERCISES, ROOT

JUDGE = Path(__file__).with_name("judge.py")
PROGRESS = EXERCISES / "progress.json"
LIMIT = 30  # seconds a check may take; a right answer takes about 3

HINTS = "\nHints:\n"
ANSWER = re.compile(r"^(?P<indent> *)# -- answer --\n.*?# -- end --\n", re.MULTILINE | re.DOTALL)


class Trouble(Exception):
    """Something that the learner can put right; its text is a sentence that says how."""


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


def starter(solution):
    """The text of the learner's file, from the text of the solution (both str)."""
    text = re.sub(re.escape(HINTS) + r'.*?"""', '"""', solution, count=1, flags=re.DOTALL)
    return ANSWER.sub(r'\g<indent>raise NotImplementedError("your answer")\n', text)


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


def next_hint(lesson):
    """The hint after those already given: (its number, how many there are, its text)."""
    every = hints(lesson.solution.read_text(encoding="utf-8"))
    progress = _progress()
    given = progress.setdefault("hints", {})
    number = min(given.get(str(lesson.number), 0) + 1, len(every))
    given[str(lesson.number)] = number
    PROGRESS.parent.mkdir(exist_ok=True)
    PROGRESS.write_text(json.dumps(progress, indent=2) + "\n", encoding="utf-8")
    return number, len(every), every[number - 1]


def check(lesson, answer=None):
    """Judge an answer (path, by default the learner's file): yields a Verdict for each check.

    Stops after a check that did not come to an end. Trouble if there is no file, or one
    that Python cannot read.
    """
    answer = answer or lesson.exercise
    if not answer.exists():
        raise Trouble(
            f"There is no {shown(answer)} yet. Make it with: python -m course start {lesson.number}"
        )
    try:
        compile(answer.read_bytes(), answer, "exec")
    except (SyntaxError, ValueError) as error:
        line = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) else str(error)
        raise Trouble(
            f"Python cannot read {shown(answer)}, {line}. Mend that line first."
        ) from None
    for name in checks(lesson):
        verdict = judge(lesson, name, answer)
        yield verdict
        if not verdict.came_to_an_end:
            return  # the other checks would take as long


def judge(lesson, name, answer):
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


def shown(path):
    """A path as the learner would type it from the project's folder."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def _progress():
    try:
        return json.loads(PROGRESS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise Trouble(
            f"{shown(PROGRESS)} cannot be read ({error}). Mend it, or delete it to begin anew."
        ) from None
