"""The checks of exercise 7."""

from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import Manager
from time import sleep

from course.checking import PATIENCE, call, check, expect, mark, marked, wait_for

SOUND = ["sound a", "sound b"]
AT_WORK = ["long", "torn", "damaged"]
LATE = [f"late {number}" for number in range(20)]


def read(name, stop, stopped):
    """Read a file: a sound one and "bad" at once, any other until told to stop.

    "damaged" fails while "long" and "torn" are at work; "torn" fails when it is told
    to stop. stop: the event; stopped: the class of the error to raise then.
    """
    mark(f"begun {name}")
    if name == "damaged":
        for other in AT_WORK:
            wait_for(f"begun {other}")
        mark("failing")
    if name in ("bad", "damaged"):
        raise OSError(f"{name} block")
    if name not in SOUND and told(stop):
        if name == "torn":
            raise OSError("torn block")
        sleep(0.4)  # it takes its time to leave, and what is pending stays so
        raise stopped
    return f"text of {name}"


def told(stop):
    """Whether the flag goes up in time after the failure."""
    wait_for("failing")
    if not marked("nobody was told") and not stop.wait(PATIENCE / 2):
        mark("nobody was told")  # the others need not wait in vain
    return stop.is_set()


def outcome(answer, names):
    """What outcomes() makes of these files, and whether the flag is up; the sound are read first.

    What came back is given with its errors as text, so that it can be compared.
    """
    with Manager() as manager, ProcessPoolExecutor(max_workers=3) as executor:
        stop = manager.Event()
        name_of = {}
        for name in names:
            name_of[executor.submit(read, name, stop, answer.Stopped)] = name
            if name in SOUND:
                wait(name_of)
        came_back = call(answer.outcomes, name_of, stop)
        flag = stop.is_set()
        stop.set()
        executor.shutdown(cancel_futures=True)  # what the answer has left
    try:
        finished, failed, stopped = came_back
        errors = {name: repr(error) for name, error in failed.items()}
        return (finished, errors, list(stopped)), flag
    except (TypeError, ValueError, AttributeError):  # not of that kind: it is shown as it is
        return came_back, flag


def texts(names):
    return {name: f"text of {name}" for name in names}


@check(
    rejects={
        "raises the flag in any case": [
            ("any(future.exception() is not None for future in done)", "done")
        ],
        "keeps no result": [("finished[name] = future.result()", "future.result()")],
    }
)
def nothing_fails(answer):
    """If no task fails, all have finished, and the flag stays down."""
    came_back, flag = outcome(answer, SOUND)
    expected = texts(SOUND), {}, []
    expect(came_back == expected, came_back, expected)
    expect(not flag, came_back, f"{expected}, and the flag not to go up")


@check(
    rejects={
        "takes all for finished when none is at work": [
            (
                "finished, failed, stopped = {}, {}, []",
                "finished, failed, stopped = {}, {}, []\n    if not not_done:\n"
                "        return {name_of[future]: future.result() for future in name_of}, {}, []",
            )
        ],
    }
)
def the_last_to_end(answer):
    """A failure is found though its task was the last to end."""
    came_back, _ = outcome(answer, [*SOUND, "bad"])
    expected = texts(SOUND), {"bad": "OSError('bad block')"}, []
    expect(came_back == expected, came_back, expected)


@check(
    rejects={
        "asks a success among done": [("if any(future", "if all(future")],
        "keeps the first error only": [
            ("elif future.exception() is not None:", "elif future in done and future.exception():"),
            ("finished[name] = future.result()", "finished[name] = None"),
        ],
    }
)
def every_error(answer):
    """Both errors are returned, though the second comes while its task is being stopped."""
    came_back, _ = outcome(answer, [*SOUND, *AT_WORK])
    errors = {"torn": "OSError('torn block')", "damaged": "OSError('damaged block')"}
    expected = texts(SOUND), errors, ["long"]
    expect(came_back == expected, came_back, expected)


@check(
    rejects={
        "takes a stopped task for a failed one": [
            ("isinstance(future.exception(), Stopped)", "False")
        ],
        "asks a cancelled task for its error": [("future.cancelled() or ", "")],
        "cancels nothing": [("sibling.cancel()", "sibling.done()")],
    }
)
def stopped_or_never_begun(answer):
    """Tasks that were stopped or cancelled are neither finished nor failed."""
    came_back, _ = outcome(answer, [*AT_WORK, *LATE])
    errors = {"torn": "OSError('torn block')", "damaged": "OSError('damaged block')"}
    expected = {}, errors, ["long", *LATE]
    expect(came_back == expected, came_back, expected)
    begun = [name for name in LATE if marked(f"begun {name}")]
    expect(
        len(begun) < len(LATE),
        came_back,
        f"pending tasks to be cancelled; all {len(LATE)} late ones were begun",
    )
