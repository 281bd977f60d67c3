"""The checks of exercise 15."""

import time
from multiprocessing import active_children

from course.checking import Raised, call, check, expect, mark, marked, wait_for

GRACE = 0.5  # seconds, for tests that never look
LATE = ["late", "later", "latest"]  # these look, too
STUCK = 4  # seconds, how long these go on: within a grace of 5, the group's own


def contains(name):
    """The test of all checks: what it does is in the candidate's name."""
    mark(f"{name} begun")
    if name == "found":
        wait_for("other begun")
        return True
    if name == "damaged":
        wait_for("other begun")
        raise OSError("block 3 is damaged")
    if name in ["other", *LATE]:
        from lesson_15_task_group import checkpoint  # on the path where answers are judged

        look(checkpoint, 6)
    if name == "stuck":
        mark("other begun")
        look(lambda: None, STUCK)
    return False


def look(at, seconds):
    """Go on for so many seconds, unless a look ends it; once one was not ended, nobody does."""
    deadline = time.monotonic() + seconds
    while not marked("returned") and not marked("ran to its end"):
        if time.monotonic() > deadline:
            mark("ran to its end")
            break
        at()
        time.sleep(0.02)


def outcome(answer, candidates):
    """What find_first() makes of the candidates, with two workers."""
    came_back = call(answer.find_first, contains, candidates, 2, GRACE)
    left = len(active_children())
    mark("returned")
    expect(left == 0, came_back, f"no worker process left, but there are {left}")
    return came_back


@check(
    rejects={
        "takes them in order": [("in as_completed(futures)", "in futures")],
        "lets the others end": [("group.stop()", "pass")],
        "returns the result": [("return futures[future]", "return future.result()")],
    }
)
def found(answer):
    """The first to be found is returned, and the other tests stop."""
    came_back = outcome(answer, ["other", "found", *LATE])
    expect(came_back == "found", came_back, "'found'")
    expect(not marked("ran to its end"), came_back, "the tests at work to be stopped")
    # The worker of 'found' is free before the answer has heard, and may have begun 'late'.
    expect(not marked("later begun"), came_back, "the test of 'later' never to begin")


@check(
    rejects={
        "takes the first result": [("if future.result():", "if future.done():")],
    }
)
def none(answer):
    """Without a find, None is returned."""
    came_back = outcome(answer, ["a.txt", "b.txt", "c.txt"])
    expect(came_back is None, came_back, "None")
    expect(marked("c.txt begun"), came_back, "every candidate to be tested")


@check(
    rejects={
        "sees no error": [
            ("with TaskGroup(", "with suppress(Exception), TaskGroup("),
            ("from concurrent.futures", "from contextlib import suppress\nfrom concurrent.futures"),
        ],
        "a plain executor": [
            ("with TaskGroup(max_workers, grace)", "with ProcessPoolExecutor(max_workers)"),
            ("import as_completed", "import ProcessPoolExecutor, as_completed"),
        ],
    }
)
def failed(answer):
    """A failed test stops the others; an ExceptionGroup comes out, and names its candidate."""
    came_back = outcome(answer, ["other", "damaged", *LATE])
    is_group = isinstance(came_back, Raised) and isinstance(came_back.error, ExceptionGroup)
    expect(is_group, came_back, "an ExceptionGroup raised")
    errors = came_back.error.exceptions
    notes = [note for error in errors for note in getattr(error, "__notes__", [])]
    expect(list(map(repr, errors)) == ["OSError('block 3 is damaged')"], came_back, "one OSError")
    expect("'damaged'" in "".join(notes), came_back, "a note on it that names 'damaged'")
    expect(not marked("ran to its end"), came_back, "the test of 'other' to be stopped")
    expect(not marked("late begun"), came_back, "the test of 'late' never to begin")


@check(rejects={"grace of its own": [("TaskGroup(max_workers, grace)", "TaskGroup(max_workers)")]})
def stuck(answer):
    """A test that never looks is ended after the grace."""
    came_back = outcome(answer, ["stuck", "found"])
    expect(came_back == "found", came_back, "'found'")
    expected = f"the test of 'stuck' to be ended after {GRACE} s of grace"
    expect(not marked("ran to its end"), came_back, expected)
