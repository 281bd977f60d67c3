"""The course at the command line: ``python -m course --help`` lists the commands."""

import sys
from importlib.util import find_spec

if sys.argv[1:] == ["doctor"]:  # it must work where the imports below do not
    from course import doctor

    sys.exit(doctor.main())
if not (find_spec("rich") and find_spec("psutil")):
    from course import doctor

    # Often they are there, in the project's environment, and another Python goes first.
    print("This Python lacks packages of the course. What mends it:")
    for command in doctor.install():
        print(f"  {command}")
    print("Does that not help? python -m course doctor")
    sys.exit(2)

import argparse
import re
from multiprocessing import get_all_start_methods
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from course import exercises, live, progress
from course import explain as index
from course.exercises import Trouble, shown
from course.syllabus import lessons

console = Console(highlight=False, markup=False, emoji=False)  # "a[b].png" is a file name

FAILURES = 3  # checks that fail before the solution is shown
SIGNS = {"-": "magenta", "+": "green", "@": "cyan"}  # of a difference


def show_lessons(_):
    """List the lessons: which are done, which is next, how long the others take."""
    kept = progress.read()
    every = lessons()
    done = [lesson for lesson in every if kept[progress.PASSED].get(str(lesson.number))]
    left = [lesson for lesson in every if lesson not in done]
    begun = [
        lesson
        for lesson in left
        if lesson.exercise.exists() or kept[progress.FAILED].get(str(lesson.number))
    ]
    states = {lesson: Text("next", "bold magenta") for lesson in (begun or left)[:1]}
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right")
    table.add_column("lesson", style="cyan", no_wrap=True)
    table.add_column("question")
    table.add_column("minutes", justify="right")
    table.add_column("", no_wrap=True)
    for lesson in every:
        state = states.get(lesson) or (
            Text("done", "green") if lesson in done else "begun" if lesson in begun else ""
        )
        table.add_row(str(lesson.number), lesson.name, lesson.question, str(lesson.minutes), state)
    console.print(table)
    hours, minutes = divmod(sum(lesson.minutes for lesson in left), 60)
    console.print(f"\n{len(done)} of {len(every)} lessons done, {hours} h {minutes:02} min left.")
    for lesson in states:
        if lesson.exercise.exists():
            console.print(f"Next:  python -m course check {lesson.number}")
        else:
            console.print(f"Next, read {shown(lesson.script)} down to # Output; then")
            console.print(f"  run it:        python -m course run {lesson.number}")
            console.print(f"  its exercise:  python -m course start {lesson.number}")


def run(arguments):
    """Run a lesson live: each line with the seconds since its start and the lesson's note."""
    lesson = arguments.lesson
    console.print(Text(f"{lesson.number}  {lesson.name}: {lesson.question}", "bold"))
    ran, difference = live.follow(lesson, arguments.start_method or "default", console)
    trouble = ran.trouble()
    if trouble:
        console.print(Text(trouble, "bold red"))
    if difference:
        console.print(Text("Not everything came as announced.", "bold red"))
        console.print(Text(f"First: {difference}"))
    if trouble or difference:
        return 1
    console.print(Text("Everything came as announced.", "green"))
    return 0


def start(arguments):
    """Make the file for a lesson's exercise."""
    lesson = arguments.lesson
    path = exercises.start(lesson)
    console.print(f"Made {shown(path)}: the task stands at its top.")
    console.print(f"Check your answer with: python -m course check {lesson.number}")
    console.print(f"or at every save, with: python -m course watch {lesson.number}")


def check(arguments):
    """Judge your answer to a lesson's exercise."""
    return 0 if judge(arguments.lesson) else 1


def judge(lesson, meanwhile=None):
    """Show the verdict on the learner's answer, and count it; return whether all checks hold.

    meanwhile: called a few times a second; what it raises ends the judging, uncounted.
    """
    all_hold = True
    for verdict in exercises.check(lesson, meanwhile=meanwhile):
        word = ("ok      ", "green") if verdict.holds else ("not yet ", "bold magenta")
        first, *others = live.wrapped(verdict.sentence, console.width - 8, 0)
        console.print(Text.assemble(word, first), soft_wrap=True)
        for line in verdict.lines:
            said = re.match(r"(called|raised|returned|expected|read) +", line)
            others += live.wrapped(line, console.width - 8, said.end() if said else 4)
        for row in others:
            console.print(Text(" " * 8 + row), soft_wrap=True)
        all_hold = all_hold and verdict.holds
    if all_hold:
        console.print(
            f"All checks hold. Compare with {shown(lesson.solution)}, which gives the reasons:\n"
            f"  python -m course solution {lesson.number}\n"
            "What is next:\n"
            "  python -m course"
        )
    else:
        console.print(f"Stuck? python -m course hint {lesson.number}")
    progress.add(progress.PASSED if all_hold else progress.FAILED, lesson)
    if not all_hold and progress.count(progress.FAILED, lesson) >= FAILURES:
        console.print(f"Or see the solution: python -m course solution {lesson.number}")
    return all_hold


def watch(arguments):
    """Judge your answer at every save, until all checks hold; Ctrl-C ends it before."""
    lesson = arguments.lesson
    for save in exercises.saves(exercises.existing(lesson.exercise, lesson)):

        def look(save=save):
            if exercises.last_save(save.path) != save:
                raise exercises.Outdated

        console.clear()
        console.print(Text(f"{shown(save.path)}, saved {save.time:%H:%M:%S}", "bold"))
        try:
            if judge(lesson, meanwhile=look):
                return 0
        except exercises.Outdated:
            continue
        except Trouble as trouble:
            show_trouble(trouble)
        console.print("Save it to check it again; Ctrl-C ends this.")


def hint(arguments):
    """Give the next hint to a lesson's exercise."""
    lesson = arguments.lesson
    every = exercises.hints(lesson.solution.read_text(encoding="utf-8"))
    given = progress.count(progress.HINTS, lesson)
    if given < len(every):
        progress.add(progress.HINTS, lesson)
        given += 1
        console.print(f"Hint {given} of {len(every)}: ", Text(every[given - 1]), sep="")
    else:
        console.print(f"Hint {given} of {len(every)}, the last: ", Text(every[-1]), sep="")
        console.print(f"Still stuck? python -m course solution {lesson.number}")


def solution(arguments):
    """Show what sets your answer apart from the solution, which gives the reasons."""
    lesson = arguments.lesson
    exercises.existing(lesson.exercise, lesson)
    missing = FAILURES - progress.count(progress.FAILED, lesson)
    if missing > 0 and not progress.count(progress.PASSED, lesson):
        raise Trouble(
            f"The solution is shown after a check that passes, or after {FAILURES} that fail: "
            f"{missing} more.\n  python -m course check {lesson.number}"
        )
    lines = exercises.difference(lesson)
    if not lines:
        console.print("Your answer is the solution, word for word.")
    for line in lines:
        style = "bold" if line[:3] in ("---", "+++") else SIGNS.get(line[:1], "")
        width = console.width if console.is_terminal else len(line) + 1
        first, *others = live.wrapped(line[1:], width - 1, 4)
        for row in [line[:1] + first, *(" " + other for other in others)]:
            console.print(Text(row, style), soft_wrap=True)


def explain(arguments):
    """Say what a message means, or why nothing is seen: paste its text, or say what happens."""
    text = " ".join(arguments.text)
    if not arguments.text and not sys.stdin.isatty():  # program 2>&1 | python -m course explain
        sys.stdin.reconfigure(errors="replace")
        text = sys.stdin.read()
    if not text.strip():
        raise Trouble(
            "Paste the text of an error, or say what you see:\n"
            '  python -m course explain "cannot schedule new futures after shutdown"\n'
            '  python -m course explain "hangs at exit"'
        )
    found = index.find(text)
    if not found:
        raise Trouble(
            "The index has no entry for this text. Try other words, or read through all entries:\n"
            f"  {shown(index.INDEX)}"
        )
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


def timeline(arguments):
    """Run a program, a lesson or your own, and draw what each of its worker processes did."""
    from course import drawing
    from course.timeline import record

    if not Path(arguments.program).is_file():
        raise Trouble(
            f"There is no program {arguments.program}: give the path of a Python file, as in\n"
            "  python -m course timeline lessons/lesson_06_fail_fast.py"
        )
    exercises.check_syntax(Path(arguments.program))
    if arguments.save is not None:
        drawing.check_path(arguments.save)
    drawn, run = record(
        arguments.program,
        *arguments.arguments,
        start_method=arguments.start_method or "default",
        limit=arguments.limit,
        on_line=lambda line: console.print(Text(line.text), soft_wrap=True),
    )
    trouble = run.trouble() if run else "Interrupted: it was killed."
    if run and run.ended_by == "time":
        trouble += f"\nDoes it need longer? Give it --limit {10 * arguments.limit:g}"
    if not drawn.pools:
        nothing = "It made no ProcessPoolExecutor: there is nothing to draw."
        if not run:
            console.print(f"\n{nothing}")
            return 130
        raise Trouble(f"{nothing} {trouble or 'Give a program that makes one.'}")
    plain = console.options.ascii_only
    console.print()
    console.print(drawing.in_terminal(drawn, console.width, plain), soft_wrap=True)
    if arguments.save:
        drawing.save(drawn, arguments.save)
        console.print(f"\nSaved {arguments.save}.", soft_wrap=True)
    if trouble:
        console.print(f"\n{trouble}".replace("last lines", "last lines, above the picture,"))
    return 0 if run and not trouble else 1 if run else 130


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


def a_start_method(text):
    """The name of a start method as it was typed (str); Trouble if this system lacks it."""
    here = sorted(get_all_start_methods())
    if text not in here:
        raise Trouble(f"There is no start method {text!r} here: take {' or '.join(here)}.")
    return text


def some_seconds(text):
    """A length of time as it was typed (float); Trouble if it is none."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not seconds > 0:  # nor is nan
        raise Trouble(f"{text!r} is no length of time: give seconds, as in --limit 3.")
    return seconds


class Parser(argparse.ArgumentParser):
    """Its errors are a sentence like all others, in place of the usage."""

    def error(self, message):
        raise Trouble(f"{message[0].upper()}{message[1:]}.\nWhat it takes:\n  {self.prog} --help")


def parser():
    """The commands and what they take."""
    parser = Parser(
        prog="python -m course",
        description="Without a command: which lessons are done, and what is next.",
    )
    parser.set_defaults(run=show_lessons)
    commands = parser.add_subparsers(metavar="command")
    sub = commands.add_parser(explain.__name__, help=explain.__doc__, description=explain.__doc__)
    sub.add_argument("text", nargs="*", help="in quotes, or through a pipe")
    sub.set_defaults(run=explain)
    # It has run already, at the top of this file; here it gets its line in the help.
    ready = "Say whether this machine is ready, and what mends it."
    commands.add_parser("doctor", help=ready, description=ready)
    sub = commands.add_parser(
        timeline.__name__, help=timeline.__doc__, description=timeline.__doc__
    )
    sub.add_argument("program", help="its path")
    sub.add_argument(
        "arguments",
        nargs="*",
        default=[],
        help="its arguments; those that begin with - after --. Its input is empty",
    )
    sub.add_argument("--save", metavar="FILE", help="a picture as well: FILE.png or FILE.svg")
    sub.add_argument(
        "--limit",
        type=some_seconds,
        metavar="SECONDS",
        default=60,
        help="after which it is killed (default: %(default)s)",
    )
    sub.set_defaults(run=timeline)
    for command in (run, start, check, watch, hint, solution, refresh):
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
    for command in (run, timeline):
        commands.choices[command.__name__].add_argument(
            "--start-method",
            type=a_start_method,
            metavar="METHOD",
            help="fork, forkserver or spawn; without it, what this Python does by itself",
        )
    return parser


def show_trouble(trouble):
    """Print a Trouble: broken at the ends of words, but no path and no command in two."""
    for line in str(trouble).splitlines():
        rows = [line] if line.startswith("  ") else live.wrapped(line, console.width, 0, False)
        for row in rows:
            console.print(Text(row), soft_wrap=True)


def not_taken(arguments, others):
    """What to say of words on the command line (a list of str) that no command takes."""
    said = f"This cannot be taken: {' '.join(others)}."
    if arguments.run is timeline:
        said += " Is it for your program? Then it stands after --, as in"
        return f"{said}\n  python -m course timeline {arguments.program} -- {' '.join(others)}"
    return f"{said} What can:\n  python -m course --help"


def main():
    """Run the command that was typed; return the exit code."""
    # What the terminal cannot show (Windows has code pages without ü) becomes a question mark.
    sys.stdout.reconfigure(errors="replace")
    try:
        arguments, others = parser().parse_known_args()
        if others:
            raise Trouble(not_taken(arguments, others))
        return arguments.run(arguments) or 0
    except Trouble as trouble:
        show_trouble(trouble)
        return 2
    except OSError as error:
        if error.filename is None:
            raise
        console.print(Text(f"{error.strerror}: {error.filename}"), soft_wrap=True)
        return 2
    except ModuleNotFoundError as error:
        if error.name.startswith("course"):
            raise
        print(f"{error.name} is not installed: python -m pip install -r requirements.txt")
        return 2
    except KeyboardInterrupt:
        if console.is_terminal:
            print()  # the prompt is not to stand behind ^C
        return 130


if __name__ == "__main__":
    sys.exit(main())
