"""The checks of exercise 13."""

import os
import re
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import Pipe, connection
from statistics import median
from threading import Thread, Timer
from time import monotonic, sleep
from timeit import repeat

from course.checking import PATIENCE, Raised, call, check, expect, mark, marked, wait_for

NAMES = ["a.txt", "b.txt", "c.txt"]

# The tasks import the answer in their worker, which has it by then.


def fastest(look):
    return min(repeat(look, number=20, repeat=200))  # some of them undisturbed


def sound(name):
    """Return the name, and what a look costs, measured in looks at a pipe."""
    from exercise_13_fast_flags import stop_requested

    reader, _writer = Pipe(duplex=False)
    cost = fastest(stop_requested) / fastest(lambda: connection.wait([reader], 0))
    return f"{name}: {cost:.3f}"


class SlowToLeave(OSError):
    """An error that does not leave its worker before a sibling has stopped, or after 4 s."""

    def __reduce__(self):
        deadline = monotonic() + 4
        while not marked("stopped"):
            if monotonic() > deadline:
                mark("on its way")
                break
            sleep(0.02)
        return OSError, self.args


def one_fails(name):
    """a.txt fails when b.txt is at work, which goes on until it sees the flag."""
    from exercise_13_fast_flags import stop_requested

    if name == "a.txt":
        wait_for("b.txt at work")
        raise SlowToLeave(f"{name} is damaged")
    if name == "b.txt":
        mark("b.txt at work")
        deadline = monotonic() + PATIENCE
        while not stop_requested() and monotonic() < deadline:
            sleep(0.02)
        mark("stopped too late" if marked("on its way") else "stopped")
    else:
        mark(f"begun late {name}")


def one_pauses(name):
    """a.txt fails half a second after b.txt has begun a pause."""
    from exercise_13_fast_flags import pause

    if name == "a.txt":
        wait_for("b.txt at work")
        sleep(0.5)
        raise OSError(f"{name} is damaged")
    start = monotonic()
    mark("b.txt at work")
    up = pause(6)
    seconds = monotonic() - start
    if not up:
        mark("pause() returned a false value")
    if not 0.4 < seconds < 4:
        mark(f"a pause of {seconds:.1f} s")
    mark("paused")


def one_dies(name):
    """The worker of a.txt dies in a pause, that of b.txt pauses."""
    from exercise_13_fast_flags import pause

    if name == "a.txt":
        Timer(0.5, os._exit, [1]).start()
    pause(6)


def outcome(answer, task, names):
    """What comes back from run_all(), or a Raised if nothing does."""
    came_back = [Raised(TimeoutError(f"run_all() was not back after {PATIENCE} s"))]
    caller = Thread(
        target=lambda: came_back.append(call(answer.run_all, task, names)),
        daemon=True,  # whoever waits for a dead worker does so for ever
    )
    caller.start()
    caller.join(PATIENCE)
    return came_back[-1]


def expect_damaged(came_back):
    expect(
        isinstance(came_back, Raised) and repr(came_back.error) == "OSError('a.txt is damaged')",
        came_back,
        "OSError('a.txt is damaged') raised",
    )


@check(
    rejects={
        "looks at a pipe": [
            ("return byte.value == 1", "return bool(connection.wait([reader], 0))")
        ],
        "returns the futures": [("return [future.result() for", "return [future for")],
    }
)
def looks_cost_little(answer):
    """Without a failure all results come back, and a look costs less than a quarter of a pipe's."""
    came_back = outcome(answer, sound, NAMES)
    costs = dict(re.findall(r"'([abc].txt): ([\d.]+)'", repr(came_back)))
    expect(
        isinstance(came_back, list) and list(costs) == NAMES,
        came_back,
        f"a list of what the task returned for {', '.join(NAMES)}",
    )
    expect(
        median(map(float, costs.values())) < 0.25,
        came_back,
        "numbers under 0.25: what a look costs, in looks at a pipe",
    )


@check(
    rejects={
        "the parent raises the flag": [("        byte.value = 1  # two", "        pass  # two")],
        "no look on entry": [("if stop_requested():  # it", "if False:  # it")],
    }
)
def siblings_stop_first(answer):
    """Siblings stop before the parent has heard of the error, and no other task begins."""
    came_back = outcome(answer, one_fails, ["a.txt", "b.txt", "c.txt", "d.txt"])
    expect_damaged(came_back)
    expect(
        marked("stopped"),
        came_back,
        "stop_requested() to be true for b.txt while the error of a.txt is still in its worker",
    )
    late = [name for name in ("c.txt", "d.txt") if marked(f"begun late {name}")]
    expect(not late, came_back, f"no task to begin after that; begun: {', '.join(late)}")


@check(
    rejects={
        "sleeps": [
            (
                "    return stop_requested() or bool(connection.wait([reader], seconds))",
                "    __import__('time').sleep(seconds)\n    return stop_requested()",
            )
        ],
        "each worker keeps a writer": [("    writer.close()  # the copy", "    # the copy")],
    }
)
def a_pause_ends_at_once(answer):
    """A pause ends when the parent has heard of the error."""
    came_back = outcome(answer, one_pauses, ["a.txt", "b.txt"])
    expect_damaged(came_back)
    seen = [path.name for path in sorted(os.scandir(), key=lambda path: path.name)]
    expect(
        seen == ["b.txt at work", "paused"],
        came_back,
        f"pause(6) of b.txt to end half a second after it began, and to return True; "
        f"there was: {', '.join(seen)}",
    )


@check(
    rejects={
        "an event of multiprocessing": [
            ('byte = RawValue("b")', "byte = __import__('multiprocessing').Event()"),
            ("return byte.value == 1", "return byte.is_set()"),
            ("bool(connection.wait([reader], seconds))", "byte.wait(seconds)"),
            ("byte.value = 1  # two", "byte.set()  # two"),
            ("byte.value = 1\n            writer", "byte.set()\n            writer"),
        ]
    }
)
def a_killed_worker(answer):
    """If a worker dies in a pause, run_all() raises BrokenProcessPool."""
    came_back = outcome(answer, one_dies, ["a.txt", "b.txt"])
    expect(
        isinstance(came_back, Raised) and isinstance(came_back.error, BrokenProcessPool),
        came_back,
        "BrokenProcessPool raised",
    )
