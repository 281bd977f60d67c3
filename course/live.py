"""A lesson live: each line with the seconds since its start, and beside it the lesson's note."""

import textwrap

from rich.text import Text

from course import runner, transcript
from course.exercises import Trouble, shown

NOTE_AT_LEAST = 30  # columns; with less room beside the text, a note goes below it


def follow(lesson, start_method, console):
    """Run a lesson and show it on a rich Console.

    start_method: "fork", "forkserver", "spawn" or "default". Returns the runner's Run, and
    where it first departs from what the lesson announces, a sentence, or None. Trouble if
    it announces nothing.
    """
    try:
        expected = transcript.parse(lesson.script.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Trouble(f"{shown(lesson.script)}: {error}") from None
    follower = transcript.Follower(expected, at_once=True)
    widths = [len(entry.text) for entry in expected if entry.note]
    left = "{:5.2f} s  ".format
    room = console.width - len(left(0))
    beside = [width for width in widths if width <= room - NOTE_AT_LEAST]
    column = max(beside, default=4) + 2

    def show(line):
        for text, entry in follower.feed(line.text):
            note = entry.note if entry else "not announced"
            for number, (words, remark) in enumerate(_rows(text, note, column, room)):
                row = Text(left(line.seconds) if number == 0 else " " * len(left(0)), "cyan")
                row.append(words, "default" if entry else "bold")
                row.append(remark, "green" if entry else "red")
                console.print(row, soft_wrap=True)

    run = runner.run(lesson.script, start_method=start_method, on_line=show)
    return run, transcript.difference(expected, run.texts)


def _rows(text, note, column, width):
    """A line and its note as rows, a list of pairs of str: what is left, what is right of column.

    The note stands beside the text where there is room, otherwise below it.
    """
    texts = wrapped(text, width, 4)
    if not note:
        return [(row, "") for row in texts]
    beside = text.ljust(column - 2) + "  "
    if len(beside) + len(f"<- {note}") <= width:
        return [(beside, f"<- {note}")]
    first, *others = textwrap.wrap(f"<- {note}", max(width - column, 10), subsequent_indent="   ")
    below = [(" " * column, row) for row in others]
    if len(beside) == column:
        return [(beside, first), *below]
    return [*((row, "") for row in texts), (" " * column, first), *below]


def wrapped(text, width, deeper, break_words=True):
    """A line (str) as rows of at most this width, a list of str; all but the first go deeper.

    break_words: whether a word that is longer than a row is broken, else it stands out.
    """
    indent = " " * (len(text) - len(text.lstrip()) + deeper)
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=break_words,
        break_on_hyphens=False,
    ) or [""]
