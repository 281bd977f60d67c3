"""The tables of the race, for the terminal."""

from statistics import median

from rich import box
from rich.table import Table
from rich.text import Text

from tests.benchmarks.peers import TECHNIQUES
from tests.benchmarks.results import GROUP, MIB, required
from tests.benchmarks.work import UNASKED


def tables(results):
    """All tables, a list of rich Tables."""
    return [
        stop_table(results, "ms from the raise to the last step of a sibling", "last_step", 1e3),
        stop_table(results, "ms to control, no worker alive", "over", 1e3),
        stop_table(results, "queued tasks that still began", "late", None),
        happy_table(results),
        look_table(results),
        required_table(results),
    ]


def new(title, *columns):
    """An empty table: a column for the name, and these."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
    )
    table.add_column("", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def add(table, results, measurement, key, cells, name=None, rest=""):
    """Add a technique's row, if any of its figures was measured.

    cells: a list of (case, field, factor), factor None for a count; rest: fills the row.
    """
    row = [(results.all(measurement, key, case, field), factor) for case, field, factor in cells]
    if any(numbers for numbers, _ in row):
        name = Text(name or TECHNIQUES[key].name, "bold" if key in GROUP else "")
        figures = [figure(numbers, factor) for numbers, factor in row]
        table.add_row(name, *figures, *[rest] * (len(table.columns) - 1 - len(row)))


def figure(numbers, factor):
    """The median, and the least and the greatest in parentheses; of a count, only these."""
    if not numbers:
        return "-"
    if factor is None:
        least, most = min(numbers), max(numbers)
        return str(least) if least == most else f"{least}-{most}"
    middle, least, most = (
        digits(value * factor) for value in (median(numbers), min(numbers), max(numbers))
    )
    return Text.assemble(middle, (f" ({least}-{most})", "dim"))


def digits(number):
    """A number with three digits, or all those before the point."""
    return f"{number:.{2 if abs(number) < 10 else 1 if abs(number) < 100 else 0}f}"


def stop_table(results, title, field, factor):
    """Measurements 1 to 3, each with few and many tasks, with siblings that look or never do."""
    table = new(
        f"One task fails: {title}",
        "siblings look\n200 tasks",
        "\nmany tasks",
        "siblings never look\n200 tasks",
        "\nmany tasks",
    )
    for key, technique in TECHNIQUES.items():
        cells = [
            (f"{size}, {looking}", field, factor)
            for looking in (("looking", "not looking") if technique.looks else ("looking",))
            for size in ("few", "many")
        ]
        add(table, results, "stop", key, cells, rest="=")
    slow = [technique.name for technique in TECHNIQUES.values() if technique.many < 100_000]
    table.caption = (
        f"Many is 100,000, and 20,000 for {' and '.join(slow)}. "
        "=: there is nothing to look at, so it is the same.\n"
        f"A sibling that could look ends after {UNASKED} s; "
        f"the group's grace is {TECHNIQUES['group_map'].grace} s."
    )
    return table


def happy_table(results):
    """Measurement 4: time a task and the parent's memory."""
    table = new(
        "No task fails, no task does anything",
        "us a task\none by one",
        "\nchunks of 100",
        "parent's growth, MiB\none by one",
        "\nchunks of 100",
    )
    fields = [("seconds", 1e6), ("peak", 1 / MIB)]
    for key in TECHNIQUES:
        cells = [(case, *field) for field in fields for case in ("plain", "chunks")]
        add(table, results, "happy", key, cells)
    million = [(case, *field) for field in fields for case in ("", "a million")]
    add(table, results, "happy", "group_map", million, "task group, map, a million")
    fewer = [f"{one.runs:,} for {one.name}" for one in TECHNIQUES.values() if one.runs < 20_000]
    table.caption = f"20,000 tasks; {', '.join(fewer)}."
    return table


def look_table(results):
    """Measurement 5: one look beside an empty call."""
    table = new("One look, in a worker: ns", "look", "an empty call")
    for key in TECHNIQUES:
        cells = [("one worker", field, 1e9) for field in ("look", "empty")]
        add(table, results, "look", key, cells)
    return table


def required_table(results):
    """What is asked of the task group, measured, and whether it is reached."""
    table = new("What the task group must reach", "measured", "")
    words = {True: "reached", False: Text("not reached", "bold red"), None: "-"}
    for requirement in required(results):
        table.add_row(requirement.text, requirement.figure, words[requirement.reached])
    return table
