"""The course at the command line: ``python -m course --help`` lists the commands."""

import argparse
import sys

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from course import exercises
from course import explain as index
from course.exercises import Trouble, shown
from course.syllabus import lessons

console = Console(highlight=False)


def show_lessons(_):
    """List the lessons."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right")
    table.add_column("lesson", style="cyan", no_wrap=True)
    table.add_column("question")
    table.add_column("minutes", justify="right")
    for lesson in lessons():
        table.add_row(str(lesson.number), lesson.name, lesson.question, str(lesson.minutes))
    console.print(table)
    console.print(
        "\nRead a lesson and run it:  python lessons/lesson_01_futures.py\n"
        "Then its exercise:         python -m course start 1"
    )


def start(arguments):
    """Make the file for a lesson's exercise."""
    lesson = arguments.lesson
    path = exercises.start(lesson)
    console.print(f"Made {shown(path)}: the task stands at its top.")
    console.print(f"Check your answer with: python -m course check {lesson.number}")


def check(arguments):
    """Judge your answer to a lesson's exercise."""
    lesson = arguments.lesson
    all_hold = True
    for verdict in exercises.check(lesson):
        word = Text("ok      ", "green") if verdict.holds else Text("not yet ", "bold yellow")
        console.print(word + verdict.sentence)
        for line in verdict.lines:
            console.print(Padding(Text(line), (0, 0, 0, 8)))
        all_hold = all_hold and verdict.holds
    if all_hold:
        console.print(
            f"All checks hold. Compare with {shown(lesson.solution)}, which gives the reasons."
        )
    else:
        console.print(f"Stuck? python -m course hint {lesson.number}")
    return 0 if all_hold else 1


def hint(arguments):
    """Give the next hint to a lesson's exercise."""
    number, count, text = exercises.next_hint(arguments.lesson)
    console.print(f"Hint {number} of {count}: ", Text(text), sep="")


def explain(arguments):
    """Say what a message means, or why nothing is seen: paste its text, or say what happens."""
    text = " ".join(arguments.text)
    if not text.strip():
        raise Trouble(
            "Paste the text of an error, or say what you see:\n"
            '  python -m course explain "cannot schedule new futures after shutdown"\n'
            '  python -m course explain "hangs at exit"'
        )
    found = index.find(text)
    if not found:
        raise Trouble(f"The index has no entry for this text. All entries: {shown(index.INDEX)}")
    symptom, *others = found
    console.print(Text(symptom.heading.replace("`", ""), "bold"))
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for name in ("also", "cause", "fix", "shows on"):
        value = getattr(symptom, name.replace(" ", "_"))
        if value:
            table.add_row(name, Text(value.replace("`", "")))
    for name in ("broken", "fixed", "lesson"):
        table.add_row(name, Text(shown(getattr(symptom, name))))
    console.print(table)
    for other in others[:3]:
        console.print(Text(f"Or: {other.heading}".replace("`", "")))


def refresh(arguments):
    """For authors: make output blocks and notebooks anew from real runs."""
    from course import authoring  # needs nbclient, which a learner at the terminal does not

    for lesson in [arguments.lesson] if arguments.lesson else lessons():
        run = authoring.refresh_block(lesson.script)
        console.print(f"{shown(lesson.script)}: {run.seconds:.1f} s")
        seconds = authoring.refresh_notebook(lesson.notebook, lesson.script)
        console.print(f"{shown(lesson.notebook)}: {seconds:.1f} s")


def a_lesson(text):
    """The Lesson with the number that was typed (str)."""
    every = lessons()
    for lesson in every:
        if text in (str(lesson.number), lesson.stem, lesson.name):
            return lesson
    raise Trouble(
        f"There is no lesson {text!r}: give a number from {every[0].number} to {every[-1].number}."
    )


def parser():
    """The commands and what they take."""
    parser = argparse.ArgumentParser(
        prog="python -m course", description="Without a command: the list of lessons."
    )
    parser.set_defaults(run=show_lessons)
    commands = parser.add_subparsers(metavar="command")
    sub = commands.add_parser(explain.__name__, help=explain.__doc__, description=explain.__doc__)
    sub.add_argument("text", nargs="*", help="in quotes, a whole traceback if you like")
    sub.set_defaults(run=explain)
    for command in (start, check, hint, refresh):
        sub = commands.add_parser(
            command.__name__, help=command.__doc__, description=command.__doc__
        )
        sub.add_argument(
            "lesson",
            type=a_lesson,
            nargs="?" if command is refresh else None,
            help="its number" + (", or nothing for all" if command is refresh else ""),
        )
        sub.set_defaults(run=command)
    return parser


def main():
    """Run the command that was typed; return the exit code."""
    try:
        arguments = parser().parse_args()
        return arguments.run(arguments) or 0
    except Trouble as trouble:
        console.print(Text(str(trouble)), soft_wrap=True)
        return 2
    except OSError as error:
        if error.filename is None:
            raise
        console.print(Text(f"{error.strerror}: {error.filename}"), soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
