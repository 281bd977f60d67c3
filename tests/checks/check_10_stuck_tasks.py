"""The checks of exercise 10."""

import os
import signal
from multiprocessing import active_children
from pathlib import Path
from time import monotonic, sleep

import psutil

from course.checking import PATIENCE, Raised, call, check, expect, mark, marked


def quick(name):
    return f"text of {name}"


def damaged(name):
    raise OSError(f"{name} is damaged")


def stuck(seconds):
    """Take so many seconds, whatever is asked; fewer only if the answer has returned by then."""
    mark(f"process {os.getpid()}")
    deadline = monotonic() + seconds
    while not marked("returned"):
        if monotonic() > deadline:
            mark("ran to its end")
            break
        sleep(0.02)
    os._exit(1)  # also a worker that ignores terminate() is not left behind


def deaf(seconds):
    """As stuck(), and in a process that ignores terminate(), where the system has that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stuck(seconds)


def tidy(seconds):
    """As stuck(), and terminate() makes it put its things in order first, where it can."""

    def leave(number, frame):
        sleep(0.3)
        mark("in order")
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    stuck(seconds)


def outcome(answer, function):
    """What run_with_limit() makes of a task that is late, and the processes (ids) left by it."""
    for seconds in (1, 2, 4, 8):
        came_back = call(answer.run_with_limit, function, seconds + PATIENCE // 2, seconds)
        begun = [int(path.name.split()[1]) for path in Path().glob("process *")]
        if begun or not timed_out(came_back):
            break  # otherwise the limit was over before the process was at work
    deadline = monotonic() + 1  # for an answer that kills and does not join
    while (left := alive(begun)) and monotonic() < deadline:
        sleep(0.02)
    mark("returned")
    return came_back, left


def alive(processes):
    """Those of the processes (ids) that have not ended."""
    active_children()  # lets go of those that have
    return [process for process in processes if psutil.pid_exists(process)]


def timed_out(came_back):
    return isinstance(came_back, Raised) and isinstance(came_back.error, TimeoutError)


def expect_ended(came_back, left):
    expect(timed_out(came_back), came_back, "the built-in TimeoutError raised")
    expect(not left, came_back, f"its process ended by then; still there: {left}")
    expect(not marked("ran to its end"), came_back, "not to wait for the end of the task")


@check(
    rejects={
        "returns the future": [("return future.result(timeout=seconds)", "return future")],
        "ends it in any case": [
            ("return future.result(timeout=seconds)", "raise TimeoutError"),
        ],
    }
)
def in_time(answer):
    """What a task returns in time is returned."""
    came_back = call(answer.run_with_limit, quick, "a.txt", 2 * PATIENCE)
    expect(came_back == quick("a.txt"), came_back, repr(quick("a.txt")))


@check(
    rejects={
        "takes every error for a timeout": [
            ("except TimeoutError:", "except Exception:"),
            ("            raise\n", "            raise TimeoutError from None\n"),
        ]
    }
)
def an_error_in_time(answer):
    """The error that a task raises in time is raised."""
    came_back = call(answer.run_with_limit, damaged, "a.txt", 2 * PATIENCE)
    expect(
        isinstance(came_back, Raised) and repr(came_back.error) == "OSError('a.txt is damaged')",
        came_back,
        "OSError('a.txt is damaged') raised",
    )


@check(
    rejects={
        "lets it run": [("for worker in workers:", "for worker in []:")],
        "waits for its end": [
            ("for worker in workers:", "for worker in []:"),
            ("shutdown(wait=False, cancel_futures=True)", "shutdown()"),
        ],
        "returns None": [("            raise\n", "            return None\n")],
    }
)
def too_late(answer):
    """A task that is over its limit is ended, and TimeoutError raised."""
    expect_ended(*outcome(answer, stuck))


@check(
    rejects={
        "never kills": [
            (
                "                worker.kill()  # nothing, if it has gone by now\n"
                "                worker.join()\n",
                "",
            )
        ]
    }
)
def deaf_to_terminate(answer):
    """The same for a task whose process ignores terminate()."""
    expect_ended(*outcome(answer, deaf))


@check(
    rejects={"lets it run": [("for worker in workers:", "for worker in []:")]}
    # On Windows terminate() is kill().
    | ({} if os.name == "nt" else {"kills at once": [("worker.terminate()", "worker.kill()")]})
)
def time_to_leave(answer):
    """A process that puts its things in order at terminate() has the time for it."""
    came_back, left = outcome(answer, tidy)
    expect_ended(came_back, left)
    in_order = marked("in order") or os.name == "nt"
    expect(in_order, came_back, "the process to be asked by terminate(), and given a second")
