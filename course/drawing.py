"""Draws a Timeline: as text for the terminal, and as a PNG or SVG file."""

import os
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil, log10
from pathlib import Path

from rich.text import Text

from course.exercises import Trouble
from course.timeline import (
    CANCELLED,
    EMPTY,
    FAILED,
    KILLED,
    KNOWN,
    RAISED,
    STOPPED,
    SUCCEEDED,
    Task,
    counted,
    span,
)

# Okabe and Ito's colours, which colour-blind people can tell apart, and of these the ones
# that show on a light and on a dark ground.
COLOUR = {
    SUCCEEDED: "#009E73",
    CANCELLED: "#808080",
    STOPPED: "#0072B2",
    KILLED: "#CC79A7",
    FAILED: "#D55E00",
}
# The same again without colours: in a picture, in a terminal, in one that knows ASCII only.
HATCH = {SUCCEEDED: "", CANCELLED: "...", STOPPED: "///", KILLED: "|||", FAILED: "xxx"}
FILL = {SUCCEEDED: "█=", CANCELLED: "·.", STOPPED: "╱/", KILLED: "│#", FAILED: "╳%"}  # noqa: RUF001
EDGE = "▏|"
MARK = {RAISED: "!", KNOWN: "?", EMPTY: "o"}
LINE = {RAISED: "solid", KNOWN: "dashed", EMPTY: "dotted"}
HEIGHTS = "▁▂▃▄▅▆▇█"

STOPPED_RULE = "stopped early: it raised Stopped, or returned with the flag up"
MOST_LANES = 40
MOST_SENTENCES = 12
SUFFIXES = (".png", ".svg")


@dataclass
class Bar:
    """A stretch of a lane: a task, or many that are too short to be drawn one by one.

    labels: what can be written on it, from long to short;
    busy: the part of it in which a task was running, 0 to 1.
    """

    begun: float
    ended: float
    outcome: str
    labels: list[str]
    busy: float = 1.0

    def label(self, room):
        """What is written on it where so many characters have room (str)."""
        longest = self.labels[-1]
        short = longest[: room - 1] + "~" if room > 3 and longest.isascii() else ""
        return next((label for label in self.labels if len(label) <= room), short)


def bars(tasks: list[Task], shortest):
    """The bars of a lane. Neighbours of one outcome, each shorter than shortest, become one bar."""
    run, drawn = [], []

    def close():
        if len(run) == 1:
            task = run[0]
            labels = [f"{task.name}: {span(task.seconds)}", task.name]
            drawn.append(Bar(task.begun, task.ended, task.outcome, labels))
        elif run:
            begun, ended = run[0].begun, run[-1].ended
            busy = sum(task.seconds for task in run) / max(ended - begun, 1e-9)
            labels = [counted(len(run), "task"), f"x{len(run):,}", ""]  # "2" would be a name
            drawn.append(Bar(begun, ended, run[0].outcome, labels, min(busy, 1)))
        run.clear()

    for task in tasks:
        if run and not (
            task.outcome == run[-1].outcome
            and task.seconds < shortest
            and run[-1].seconds < shortest
            and task.begun - run[-1].ended < shortest
        ):
            close()
        run.append(task)
    close()
    # Where several share a place, the one that matters most is drawn last.
    return sorted(drawn, key=weight)


def weight(bar):
    """How much a bar matters where several share a place."""
    return list(COLOUR).index(bar.outcome)


def lanes(timeline, shortest):
    """What is drawn line by line: pairs of a name and the bars of that lane."""
    drawn = [
        (f"worker {number}", bars(tasks, shortest))
        for number, tasks in enumerate(timeline.workers[:MOST_LANES], 1)
    ]
    if timeline.unbegun:
        waited = sorted(timeline.unbegun, key=lambda task: task.ended)
        first = min(task.submitted for task in waited)
        outcome = FAILED if any(task.outcome == FAILED for task in waited) else CANCELLED
        many = [counted(len(waited), "task"), f"{len(waited):,}"]
        labels = [waited[0].name] if len(waited) == 1 else many
        drawn.append(("not begun", [Bar(first, waited[-1].ended, outcome, labels)]))
    return drawn


def step(seconds, most):
    """The distance of an axis's ticks: 1, 2 or 5 times a power of ten, at most so many ticks."""
    least = max(seconds, 0.001) / most
    power = 10 ** ceil(log10(least) - 1)
    return next(
        distance
        for distance in (power, 2 * power, 5 * power, 10 * power)
        if distance >= least * 0.999
    )


def legend(timeline):
    """For each outcome that there is: (outcome, a sentence: how many tasks, how long they took)."""
    for outcome, tasks in timeline.outcomes().items():
        took = sorted(task.seconds for task in tasks if task.begun is not None)
        text = f"{len(tasks):,} {outcome}"
        if took:
            shortest, longest = span(took[0]), span(took[-1])
            text += f": {shortest}" + ("" if shortest == longest else f" to {longest}")
        yield outcome, text


def in_terminal(timeline, width=80, plain=False):
    """The timeline as a rich Text, no line longer than width; plain: with ASCII alone."""
    margin = 10 if len(timeline.workers) < 100 else 12
    cells = max(width - margin - 1, 20)
    second = cells / timeline.seconds

    def column(time):
        return min(int(time * second), cells - 1)

    marked = {column(mark.time) for mark in timeline.marks}
    text = Text(no_wrap=True)
    text.append(cut(timeline.title(), width) + "\n\n", "bold")
    for name, drawn in lanes(timeline, 2 / second):
        text.append(f"{name:<{margin}}", "dim")
        row = [(" ", "")] * cells
        for place in marked:
            row[place] = ("|" if plain else "┊", "dim")
        for bar, first, last, beside in placed(drawn, column):
            row[first : last + 1] = painted(bar, last + 1 - first, plain, beside)
        for cell in row:
            text.append(*cell)
        text.append("\n")
    hidden = len(timeline.workers) - MOST_LANES
    if hidden > 0:
        text.append(f"{'':<{margin}}and {counted(hidden, 'worker')} more\n", "dim")
    text.append_text(axis(timeline.seconds, cells, second, margin, plain))
    row = [" "] * cells
    for mark in timeline.marks:
        place = column(mark.time)
        while place < cells - 1 and row[place] != " ":
            place += 1  # beside each other where they fall together
        row[place] = MARK[mark.kind]
    if timeline.marks:
        text.append(" " * margin + "".join(row).rstrip() + "\n", "bold")
    text.append("\n")
    for mark in timeline.marks[:MOST_SENTENCES]:
        sentence = f" {MARK[mark.kind]} {mark.time:6.2f} s  {mark.text}"
        text.append(cut(sentence, width) + "\n")
    hidden = len(timeline.marks) - MOST_SENTENCES
    if hidden > 0:
        text.append(f" and {counted(hidden, 'mark')} more\n", "dim")
    if timeline.marks:
        text.append("\n")
    for outcome, sentence in legend(timeline):
        sample = Bar(0, 1, outcome, [""])
        text.append(" ")
        for cell in painted(sample, 5, plain, False)[:4]:
            text.append(*cell)
        text.append(f"  {cut(sentence, width - 8)}\n")
    if STOPPED in timeline.outcomes():
        text.append(cut(f" {STOPPED_RULE}\n", width), "dim")
    text.rstrip()
    return text


def placed(drawn, column):
    """The bars of a lane in the order of drawing, each with its place.

    drawn: a list of Bar; column(time): the cell of a time. Returns tuples: the Bar, its first
    and its last cell (int), and whether the one before it ends right beside it (bool).
    """
    places = []
    taken = -1  # the last cell of the bars before
    for bar in sorted(drawn, key=lambda bar: bar.begun):
        first, last = column(bar.begun), column(bar.ended)
        if first <= taken < last:
            first = taken + 1  # else one of the two would lose a letter of its name
        places.append((bar, first, last, 0 < first == taken + 1))
        taken = max(taken, last)
    return sorted(places, key=lambda place: weight(place[0]))


def cut(text, width):
    """Text (str) that is no longer than width."""
    return text if len(text) <= width else text[: width - 3] + "..."


def painted(bar, width, plain, beside):
    """The cells of a bar, a list of pairs (character, style); beside: another ends before it."""
    colour = COLOUR[bar.outcome]
    ink = "#ffffff" if bar.outcome == STOPPED else "#000000"
    style = f"{ink} on {colour}"
    fill = FILL[bar.outcome][plain], f"{colour} on {colour}"
    if bar.outcome == CANCELLED:
        fill = fill[0], colour
    elif bar.outcome != SUCCEEDED:
        fill = fill[0], style
    elif bar.busy < 1 and not plain:
        fill = HEIGHTS[min(int(bar.busy * len(HEIGHTS)), len(HEIGHTS) - 1)], colour
    cells = [(EDGE[plain], style)] if beside and width > 1 else []
    room = width - len(cells) - (bar.outcome == FAILED)
    cells += [(character, style) for character in bar.label(room)]
    cells += [fill] * (width - len(cells))
    if bar.outcome == FAILED:
        cells[-1] = (MARK[RAISED], f"bold {style}")
    return cells


def axis(seconds, cells, second, margin, plain):
    """The axis of time below the lanes, two lines."""
    distance = step(seconds, cells / 10)
    line = ["-" if plain else "─"] * cells
    numbers = [" "] * (cells + 10)
    for number in range(int(seconds / distance) + 1):
        place = min(int(number * distance * second), cells - 1)
        line[place] = "+" if plain else "┴"
        label = f"{number * distance:g} s" if number == 0 else f"{number * distance:g}"
        if place + len(label) <= cells:
            numbers[place : place + len(label)] = label
    indent = " " * margin
    return Text(f"{indent}{''.join(line)}\n{indent}{''.join(numbers).rstrip()}\n", "dim")


def check_path(path):
    """Trouble if a picture cannot be saved at path, as far as that is known beforehand."""
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        name = path.name or "its name"
        raise Trouble(f"A picture is saved as PNG or SVG: {name} should end in .png or .svg.")
    if not path.parent.is_dir():
        raise Trouble(f"There is no folder {path.parent} to save {path.name} in: make it first.")
    if path.is_dir():
        raise Trouble(f"{path} is a folder: give the name of a file.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise Trouble(f"{path} cannot be written: save the picture at another place.")
    if find_spec("matplotlib") is None:
        raise Trouble("A picture needs matplotlib: python -m pip install -r requirements.txt")


def save(timeline, path):
    """Draw the timeline into a file (path, or a file open for writing bytes: then as PNG).

    Equal timelines give equal bytes. Trouble, a sentence, if it cannot be written there.
    """
    from matplotlib import rc_context  # here: it takes half a second to import
    from matplotlib.figure import Figure

    suffix = Path(path).suffix.lower() if isinstance(path, str | Path) else ".png"
    style = {
        "svg.hashsalt": "timeline",
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "hatch.linewidth": 0.6,
    }
    with rc_context(style):
        figure = Figure(layout="constrained", facecolor="white")
        _draw(timeline, figure)
        nothing = {"Date": None} if suffix == ".svg" else {"Software": None}
        try:
            figure.savefig(path, format=suffix[1:], dpi=110, metadata=nothing)
        except OSError as error:
            raise Trouble(
                f"The picture cannot be saved: {error.strerror}: {path}. Give another place."
            ) from None


def _draw(timeline, figure):
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    inches = 9.0
    drawn = lanes(timeline, timeline.seconds / 200)
    figure.set_size_inches(inches, 1.7 + 0.3 * len(drawn))
    axes = figure.subplots()
    character = timeline.seconds / (inches * 12)  # its width in seconds, about
    for place, (_, lane) in enumerate(drawn):
        for bar in lane:
            width = max(bar.ended - bar.begun, timeline.seconds / 1000)
            height = 0.8 * max(bar.busy, 0.15)
            if bar.outcome == CANCELLED:
                height = 0.3
            bottom = 0.15 if bar.outcome == CANCELLED else 0.4
            axes.broken_barh(
                [(bar.begun, width)],
                (place + bottom - height, height),
                facecolor=COLOUR[bar.outcome],
                edgecolor="white",
                hatch=HATCH[bar.outcome],
                linewidth=0.8,
            )
            if name := bar.label(int(width / character) - 1):
                axes.text(
                    bar.begun + character * 0.6,
                    place,
                    name,
                    verticalalignment="center",
                    fontsize=8,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
                )
    outcomes = [
        Patch(facecolor=COLOUR[outcome], edgecolor="white", hatch=HATCH[outcome], label=sentence)
        for outcome, sentence in legend(timeline)
    ]
    kinds = []
    for kind in (RAISED, KNOWN, EMPTY):
        marks = [mark for mark in timeline.marks if mark.kind == kind]
        # The parent knows a millisecond later: its line shows on that of the failure.
        colour, width = (COLOUR[FAILED], 3.5) if kind == RAISED else ("black", 1.1)
        look = {"color": colour, "linestyle": LINE[kind], "linewidth": width}
        for mark in marks:
            axes.axvline(mark.time, zorder=3, **look)
        if marks:
            more = f" (and {counted(len(marks) - 1, 'time')} more)" if len(marks) > 1 else ""
            label = cut(f"{marks[0].time:.2f} s: {marks[0].text}", 70) + more
            kinds.append(Line2D([], [], label=label, **look))
    if STOPPED in timeline.outcomes():
        kinds.append(Line2D([], [], color="none", label=STOPPED_RULE))
    # Columns are filled from the top: outcomes left, marks right.
    rows = max(len(outcomes), len(kinds))
    outcomes += [Line2D([], [], color="none", label=" ")] * (rows - len(outcomes))
    handles = outcomes + kinds
    axes.set_title(timeline.title(), loc="left", fontsize=10, fontweight="bold")
    axes.set_yticks(range(len(drawn)), [name for name, _ in drawn])
    axes.tick_params(left=False)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlim(0, timeline.seconds)
    axes.set_xlabel("seconds since the program's start")
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=2,
        frameon=False,
        fontsize=8,
        handlelength=2.6,
    )
