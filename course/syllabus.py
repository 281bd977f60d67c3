"""The lessons, as the table of the syllabus lists them, and where each part of one lies."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYLLABUS = ROOT / "lessons" / "README.md"
EXERCISES = ROOT / "exercises"


@dataclass(frozen=True)
class Lesson:
    """One lesson: its number, its name ("fail_fast"), its question, and the minutes it takes."""

    number: int
    name: str
    question: str
    minutes: int

    @property
    def stem(self):
        """What ties its parts together: "06_fail_fast"."""
        return f"{self.number:02}_{self.name}"

    @property
    def script(self):
        return ROOT / "lessons" / f"lesson_{self.stem}.py"

    @property
    def notebook(self):
        return ROOT / "notebooks" / f"lesson_{self.stem}.ipynb"

    @property
    def solution(self):
        return ROOT / "solutions" / f"solution_{self.stem}.py"

    @property
    def checks(self):
        return ROOT / "tests" / "checks" / f"check_{self.stem}.py"

    @property
    def exercise(self):
        """Where the learner's answer lies."""
        return EXERCISES / f"exercise_{self.stem}.py"


def lessons():
    """All lessons in their order, a list of Lesson."""
    found = []
    for row in SYLLABUS.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if row.startswith("|") and cells[0].isdigit():
            name = re.match(r"\[(\w+)\]", cells[1])[1]
            found.append(Lesson(int(cells[0]), name, question=cells[2], minutes=int(cells[-1])))
    return found
