"""Finds in the index of symptoms what somebody has pasted: a message, or a whole traceback."""

import re
from dataclasses import dataclass
from pathlib import Path

from course.syllabus import ROOT

INDEX = ROOT / "lessons" / "symptoms" / "README.md"

ENTRY = re.compile(
    r"### (?P<heading>.+)\n\n"
    r"(?:- \*Also\.\* (?P<also>.+)\n)?"
    r"- \*Cause\.\* (?P<cause>.+)\n"
    r"- \*Fix\.\* (?P<fix>.+)\n"
    r"- \[broken\]\((?P<broken>.+?)\) · \[fixed\]\((?P<fixed>.+?)\) · "
    r"\[lesson \d+\]\((?P<lesson>.+?)\) · shows on: (?P<shows_on>.+) · seen as: (?P<seen_as>.+)\n"
)

# Words of a question that say nothing of its subject.
FILLERS = re.compile(r"after|doesn?|forever|have|just|keeps?|script|still|that|when|with")

SHORTEST = 6  # characters; a shorter part of a message says nothing


@dataclass(frozen=True)
class Symptom:
    """One entry of the index: texts as they stand there (str), and its files."""

    heading: str
    also: str | None
    cause: str
    fix: str
    shows_on: str
    seen_as: str
    broken: Path
    fixed: Path
    lesson: Path

    @property
    def wordings(self):
        """What to look for, a list of str: each wording of the message, or the words for it."""
        spans = re.compile(r"`(.+?)`")
        return (spans.findall(self.heading) or [self.heading]) + spans.findall(self.also or "")


def symptoms():
    """All entries of the index in their order, a list of Symptom."""
    found = []
    for match in ENTRY.finditer(INDEX.read_text(encoding="utf-8")):
        parts = match.groupdict()
        for name in ("broken", "fixed", "lesson"):
            parts[name] = (INDEX.parent / parts[name]).resolve()
        found.append(Symptom(**parts))
    return found


def find(text):
    """The entries whose message is in the text (str), or the text in it: a list, best first.

    Best is the same message, then the one that comes first in the text (a traceback
    begins with the cause), then the longest. If there is none, the silent symptoms that
    have at least half of the text's words.
    """
    whole, asked, ranks = plain(text), stems(text), {}
    lines = [line for line in map(plain, text.splitlines()) if len(line) >= SHORTEST]
    for symptom in symptoms():
        for wording in map(plain, symptom.wordings):
            # A whole word, and no call: a traceback shows lines of code too.
            place = re.search(rf"(?<!\w){re.escape(wording)}(?![\w(])", whole)
            if place:
                rank = (wording != whole, place.start(), -len(wording))
            elif any(line in wording for line in lines):
                rank = (True, len(whole), len(wording))
            else:
                continue
            ranks[symptom] = min(rank, ranks.get(symptom, rank))
    for symptom in symptoms() if asked and not ranks else []:
        common = asked & stems(f"{symptom.heading} {symptom.cause}")
        if symptom.seen_as != "the message" and len(common) >= len(asked) / 2:
            ranks[symptom] = -len(common)
    return sorted(ranks, key=ranks.get)


def plain(text):
    """A text (str) without what differs from run to run: case, line ends, names, numbers."""
    text = text.lower().replace("__mp_main__", "__main__")
    text = re.sub(r"'(?!__main__')[\w.]*'", "''", text)
    text = re.sub(r"0x[0-9a-f]+|\d+", "0", text)
    return " ".join(text.split())


def stems(text):
    """The beginnings of a text's longer words, a set of str: "hangs" and "hanging" are one."""
    words = re.findall(r"[a-z][a-z_-]{3,}", text.lower())
    return {word[:4] for word in words if not FILLERS.fullmatch(word)}
