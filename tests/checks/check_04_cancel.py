"""The checks of exercise 4."""

from concurrent.futures import ProcessPoolExecutor, wait
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from course.checking import PATIENCE, call, check, expect, mark, marked, wait_for

NAMES = [f"file {number:02}" for number in range(12)]


def read(name):
    """Read a file, which takes until something has been cancelled."""
    mark(f"begun {name}")
    wait_for("something was cancelled")
    return f"text of {name}"


def watch(futures):
    """Tell the workers when the answer has cancelled something; or has returned; or long after."""
    deadline = monotonic() + PATIENCE / 2
    while not any(future.cancelled() for future in futures.values()):
        if marked("returned") or monotonic() > deadline:
            break
        sleep(0.02)
    sleep(1)  # for the rest of the answer's loop
    mark("something was cancelled")


def outcome(answer):
    """What call_off() makes of twelve tasks on two workers, and the names that were begun."""
    with ProcessPoolExecutor(max_workers=2) as executor:
        futures = {name: executor.submit(read, name) for name in NAMES}
        watcher = Thread(target=watch, args=(futures,))
        watcher.start()
        came_back = call(answer.call_off, futures)
        mark("returned")
        watcher.join()
    return came_back, sorted(path.name.removeprefix("begun ") for path in Path().glob("begun *"))


@check(
    rejects={
        "never looks at what cancel() returns": [
            ("if future.cancel()", "if future.cancel() or True")
        ],
        "counts what has not ended": [
            ("if future.cancel()", "if future.cancel() or not future.done()")
        ],
        "cancels nothing": [("if future.cancel()", "if future.cancelled()")],
    }
)
def the_cancelled(answer):
    """The tasks named as cancelled are those that were never begun, seven of the twelve or more."""
    came_back, begun = outcome(answer)
    never = [name for name in NAMES if name not in begun]
    holds = isinstance(came_back, tuple) and list(came_back[1]) == never and len(never) >= 7
    expect(holds, came_back, f"these as cancelled: {never}; begun were {begun}")


@check(
    rejects={
        "asks a cancelled task for its result": [(" if name not in cancelled", "")],
        "keeps no result": [(" if name not in cancelled", " if not future")],
    }
)
def the_others(answer):
    """The tasks that could not be cancelled are waited for, and their results returned."""
    came_back, begun = outcome(answer)
    expected = {name: f"text of {name}" for name in begun}
    results = came_back[0] if isinstance(came_back, tuple) else None
    holds = results == expected and list(results) == list(expected)
    expect(holds, came_back, f"({expected}, [...])")


@check(
    rejects={
        "counts the done as cancelled": [
            ("if future.cancel()", "if future.cancel() or future.done()")
        ]
    }
)
def too_late(answer):
    """If all tasks are done, all have their result and none is cancelled."""
    mark("something was cancelled")
    with ProcessPoolExecutor(max_workers=2) as executor:
        futures = {name: executor.submit(read, name) for name in NAMES[:3]}
        wait(futures.values())
        came_back = call(answer.call_off, futures)
    expected = ({name: f"text of {name}" for name in NAMES[:3]}, [])
    expect(came_back == expected, came_back, expected)
