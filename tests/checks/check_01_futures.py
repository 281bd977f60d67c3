"""The checks of exercise 1."""

import os
from pathlib import Path

from course.checking import call, check, expect, mark, marked, wait_for

NAMES = ["a.txt", "b.txt", "c.txt"]


def read_together(name):
    """Read no file to its end before all have been begun."""
    mark(f"begun {name}")
    mark(f"process {os.getpid()}")
    for other in NAMES:
        wait_for(f"begun {other}")
    return f"text of {name}"


def read_backwards(name):
    """Read each file to its end only when the one after it has been announced in the parent."""
    later = NAMES[NAMES.index(name) + 1 :]
    if later:
        wait_for(f"arrived {later[0]}")
    mark(f"read {name}")
    return f"text of {name}"


def announce(order):
    """An arrived() that appends each name to a list, and says so to the workers."""

    def arrived(name):
        order.append(name if marked(f"read {name}") else f"{name} (not read yet)")
        mark(f"arrived {name}")

    return arrived


@check(
    rejects={
        "waits after each submit()": [
            ("futures = [executor", "futures = [waited(executor"),
            ("submit(read, name) for", "submit(read, name)) for"),
            (
                "def read_all",
                "def waited(future):\n    future.exception()\n    return future\n\n\ndef read_all",
            ),
        ],
        "has one worker": [("max_workers=len(names)", "max_workers=1")],
        "has threads": [
            ("import ProcessPoolExecutor", "import ThreadPoolExecutor"),
            ("with ProcessPoolExecutor", "with ThreadPoolExecutor"),
        ],
    }
)
def side_by_side(answer):
    """The files are read side by side."""
    came_back = call(answer.read_all, NAMES, read_together, print)
    expected = [f"text of {name}" for name in NAMES]
    expect(
        isinstance(came_back, list) and sorted(came_back) == expected,  # in which order: below
        came_back,
        f"{expected}; no file ends before all are begun",
    )
    processes = {path.name for path in Path().glob("process *")} - {f"process {os.getpid()}"}
    expect(len(processes) == 3, came_back, f"3 worker processes; there were {len(processes)}")


@check(
    rejects={
        "announces in the order of asking": [
            ("in as_completed(futures):", "in futures:\n            future.exception()")
        ],
        "announces at once": [("in as_completed(futures)", "in futures")],
        "announces at the end": [
            ("        for future in as_completed", "    for future in as_completed"),
            ("            arrived(", "        arrived("),
        ],
    }
)
def announced_as_they_complete(answer):
    """arrived() is called as each file has been read, the last name first here."""
    order = []
    came_back = call(answer.read_all, NAMES, read_backwards, announce(order))
    expect(
        order == NAMES[::-1], came_back, f"arrived() called for {NAMES[::-1]}; it was for {order}"
    )


@check(
    rejects={
        "returns in the order of completion": [
            ("        for future in as", "        texts = []\n        for future in as"),
            (
                "            arrived(",
                "            texts.append(future.result())\n            arrived(",
            ),
            ("return [future.result() for future in futures]", "return texts"),
        ],
        "returns futures": [("[future.result() for", "[future for")],
    }
)
def texts_in_order(answer):
    """The texts come in the order of the names, whatever completed first."""
    came_back = call(answer.read_all, NAMES, read_backwards, announce([]))
    expected = [f"text of {name}" for name in NAMES]
    expect(came_back == expected, came_back, expected)
