"""The checks of exercise 16."""

import time
from multiprocessing import active_children
from pathlib import Path

from course.checking import call, check, expect, mark, marked, wait_for

STUCK = 4  # seconds that a task goes on if nobody stops it
OLD = "a.zip: 1\n"  # yesterday's report


def task(name):
    """The check of an archive: what it does is in the name."""
    # On the path where answers are judged.
    from lesson_15_task_group import checkpoint
    from lesson_16_real_job import Damaged

    mark(f"{name} begun")
    if name == "damaged.zip":
        wait_for("other begun")
        raise Damaged("damaged.zip: b.txt, after 4096 bytes")
    if name in ("gone.zip", "other"):
        wait_for("damaged.zip begun")
    if name == "gone.zip":
        mark("other begun")
        raise FileNotFoundError(2, "No such file or directory", "gone.zip")
    if name == "other":
        deadline = time.monotonic() + STUCK
        while time.monotonic() < deadline:
            checkpoint()
            time.sleep(0.02)
        mark("ran to its end")
    return len(name)


def outcome(answer, paths, expected):
    """What job() makes of the paths with two workers: the exit code it should have been."""
    folder = Path("reports")
    folder.mkdir(exist_ok=True)
    report = folder / "report.txt"
    report.write_text(OLD)
    came_back = call(answer.job, task, paths, report, 2)
    expect(came_back == expected, came_back, str(expected))
    left = len(active_children())
    expect(left == 0, came_back, f"no worker process left, but there are {left}")
    names = [path.name for path in folder.iterdir()]
    expect(names == ["report.txt"], came_back, f"nothing beside the report, but there is {names}")
    return came_back, report.read_text()


@check(
    rejects={
        "no report": [("write(report, [f", "print(report, [f")],
        "nothing for good": [("    return 0\n", "")],
    }
)
def all_whole(answer):
    """Where all checks return, the code is 0 and the report lists them in order."""
    came_back, text = outcome(answer, ["c.zip", "a.zip", "long.zip"], 0)
    expected = "c.zip: 5\na.zip: 5\nlong.zip: 8\n"
    expect(text == expected, came_back, f"the report to read {expected!r}, but it reads {text!r}")


@check(
    rejects={
        "begins with the report": [("    try:\n", '    report.write_text("")\n    try:\n')],
        "a plain executor": [
            ("with TaskGroup(", "with ProcessPoolExecutor("),
            ("from lesson_15_task_group", "from concurrent.futures"),
            ("import TaskGroup", "import ProcessPoolExecutor"),
            ("except ExceptionGroup as failed", "except Damaged"),
            ("1 if failed.subgroup(Damaged) else 2", "1"),
        ],
    }
)
def damaged(answer):
    """At the first damaged one all stop, the code is 1, and the old report stays."""
    came_back, text = outcome(answer, ["other", "damaged.zip", *["late.zip"] * 9], 1)
    expect(text == OLD, came_back, f"the old report to stay, but it reads {text!r}")
    expect(not marked("ran to its end"), came_back, "the check of 'other' to be stopped")
    expect(not marked("late.zip begun"), came_back, "the check of 'late.zip' never to begin")


@check(
    rejects={
        "1 for every error": [("1 if failed.subgroup(Damaged) else 2", "1")],
        "2 if any is unreadable": [("failed.subgroup(Damaged)", "not failed.subgroup(OSError)")],
        "the report in any case": [
            ("return 1 if", "results = paths\n        code = 1 if"),
            ("return 0\n", "return code\n"),
        ],
    }
)
def no_answer(answer):
    """A file that cannot be read makes it 2, unless another one is damaged."""
    came_back, text = outcome(answer, ["damaged.zip", "gone.zip"], 1)
    came_back, text = outcome(answer, ["gone.zip", "a.zip"], 2)
    expect(text == OLD, came_back, f"the old report to stay, but it reads {text!r}")
