"""The exercises: the learner's file, made from the solution; its hints; the verdict on it."""

import json
import re
import runpy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from course import runner
from course.checking import checks_of
from course.syllabus import EXERCISES, ROOT

JUDGE = Path(__file__).with_name("judge.py")
PROGRESS = EXERCISES / "progress.json"
LIMIT = 40  # seconds a check may take; a right answer takes about 4

HINTS = "\nHints:\n"
ANSWER = re.compile(r"^(?P<indent> *)# -- answer --\n.*?# -- end --\n", re.MULTILINE | re.DOTALL)


class Trouble(Exception):
    """Something that the learner can put right; its text is a sentence that says how."""


@dataclass(frozen=True)
class Verdict:
    """What a check found: its sentence, whether it holds, and the lines that say why not."""

    sentence: str
    holds: bool
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


def check(lesson, answer=None, start_method="spawn"):
    """Judge an answer (path, by default the learner's file): yields a Verdict for each check.

    Stops after a check that did not come to an end. Under spawn, the start method that
    asks most of a program; what works there works under the others. Trouble if there is
    no file, or one that Python cannot read.
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
    for name, function in checks(lesson).items():
        with TemporaryDirectory() as folder:
            run = runner.run(
                JUDGE,
                lesson.checks,
                name,
                answer,
                start_method=start_method,
                limit=LIMIT,
                folder=folder,
            )
        lines = run.texts
        if run.exit_code != 1 and run.trouble():  # 1 is the judge's own verdict, and explained
            lines.append(run.trouble())
        holds = run.trouble() is None
        yield Verdict(
            function.__doc__, holds, [] if holds else [*lines, f"read      {shown(lesson.script)}"]
        )
        if run.ended_by:
            return  # the other checks would take as long


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
