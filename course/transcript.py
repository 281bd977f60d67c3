"""The output block of a lesson: what it announces, and whether a run kept to it.

The block starts at the line ``# Output`` and runs to the end of the file. Each
line is ``# `` and what the program prints; the first bare ``#`` only sets the block
apart. Of what follows, this module is the one place that knows the notation:

- two spaces and ``<-`` begin a note, which is not part of the output;
- neighbouring lines that begin with ``* `` come in any order among themselves;
- ``…`` stands for text that differs from run to run, at least one character.

Everything else is compared exactly, but for spaces at the end of a line.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

HEADER = "# Output"
NOTE = re.compile(r"\s{2,}<- ?(?P<note>.*)$")


@dataclass(frozen=True)
class Expected:
    """One line of an output block.

    number: its place in the block, from 0; group: a number that any-order neighbours
    share; text: what the program prints, ``…`` included; note: the reason that stands
    beside it, or ""; source: the line as the lesson has it.
    """

    number: int
    group: int
    text: str
    note: str
    source: str

    def matches(self, line):
        """Whether a printed line (str) is the one that is announced here."""
        parts = map(re.escape, self.text.split("…"))
        return re.fullmatch(".+?".join(parts), line.rstrip()) is not None


def parse(source):
    """The output block of a lesson's text (str), a list of Expected; ValueError if it has none."""
    expected = []
    group = 0
    neighbour = False
    for number, row in enumerate(_split(source)[1]):
        text = row[2:]
        note = NOTE.search(text)
        if note:
            text = text[: note.start()]
        any_order = text.startswith("* ")
        if not (any_order and neighbour):
            group += 1
        neighbour = any_order
        text = text.removeprefix("* ").rstrip()
        expected.append(Expected(number, group, text, note["note"] if note else "", row))
    return expected


def difference(expected, lines):
    """Where a run first departs from its block: a sentence, or None if it nowhere does.

    expected: list of Expected; lines: the printed lines, a list of str.
    """
    rest = list(lines)
    for _, entries in groupby(expected, key=attrgetter("group")):
        entries = list(entries)
        printed, rest = rest[: len(entries)], rest[len(entries) :]
        missing = []
        # A line without … takes its match first, so that one with it cannot.
        for entry in sorted(entries, key=lambda entry: "…" in entry.text):
            line = next(filter(entry.matches, printed), None)
            if line is None:
                missing.append(entry.text)
            else:
                printed.remove(line)
        if missing and printed:
            return f"announced {missing[0]!r}, printed {printed[0]!r}"
        if missing:
            return f"announced {missing[0]!r}, but nothing more was printed"
    if rest:
        return f"announced nothing more, printed {rest[0]!r}"
    return None


class Follower:
    """Pairs the lines of a run, as they come, with the entries of its block.

    Any-order neighbours are given out in the order of the block: they are held back
    until the last of them, or another line, has come. Or at once, in the order they come.
    """

    def __init__(self, expected, at_once=False):
        """expected: list of Expected; at_once: whether no line is held back."""
        self._left = list(expected)
        self._at_once = at_once
        self._held = {}

    def feed(self, line):
        """Take a printed line (str); return pairs of a line and its Expected, or None."""
        entry = next((entry for entry in self._left if entry.matches(line)), None)
        pairs = []
        if entry is None or any(entry.group != other.group for other in self._held):
            pairs = self.rest()
        if entry is None:
            return [*pairs, (line, None)]
        self._left.remove(entry)
        self._held[entry] = line
        if self._at_once or all(entry.group != other.group for other in self._left):
            pairs += self.rest()
        return pairs

    def rest(self):
        """The pairs still held back; to be called after the last line."""
        ordered = sorted(self._held, key=attrgetter("number"))
        pairs = [(self._held[entry], entry) for entry in ordered]
        self._held.clear()
        return pairs


def refresh(source, lines):
    """A lesson's text (str) with its output block made anew from printed lines (list of str).

    A line that was announced keeps its note, its mark and its ``…``; one that was
    not is added bare.
    """
    follower = Follower(parse(source))
    pairs = [pair for line in lines for pair in follower.feed(line)] + follower.rest()
    rows = [entry.source if entry else f"# {line}".rstrip() for line, entry in pairs]
    return "\n".join([_split(source)[0], HEADER, "#", *rows]) + "\n"


def _split(source):
    """The text before the block, and the block's rows."""
    head, header, block = source.rpartition(f"\n{HEADER}\n")
    if not header:
        raise ValueError(f'there is no line "{HEADER}": end the lesson with its output block')
    rows = block.splitlines()
    if rows[:1] == ["#"]:
        rows.pop(0)
    for row in rows:
        if row != "#" and not row.startswith("# "):
            raise ValueError(f'{row!r} stands in the output block: begin it with "# "')
    return head, rows
