"""What the tests of the task group have its workers do.

A module of its own, which a new worker imports in no time. What tasks and the test tell each
other goes through files in a folder (`here`): a task marks what it did, and waits for
marks, so that no order depends on time.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from lesson_15_task_group import TaskGroup, checkpoint, sleep, stop_requested

# Far more than a right group needs: a wrong one fails by this, a right one never does.
PATIENCE = 40  # seconds


def mark(here, name):
    Path(here, name).touch()


def marks(here):
    return {path.name for path in Path(here).iterdir()}


def wait_for(here, *names):
    deadline = time.monotonic() + PATIENCE
    while not set(names) <= marks(here):
        assert time.monotonic() < deadline, f"waited in vain for {names}"
        time.sleep(0.01)


def double(number):
    return 2 * number


def looks(here, name):
    """Look until told to stop."""
    mark(here, f"{name} began")
    deadline = time.monotonic() + PATIENCE
    while not stop_requested():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    mark(here, f"{name} stopped")
    checkpoint()


def pauses(here, name):
    mark(here, f"{name} began")
    try:
        sleep(PATIENCE)
    finally:
        mark(here, f"{name} left")


def never_looks(here, name, deaf=False):
    if deaf:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mark(here, f"{name} began")
    time.sleep(10 * PATIENCE)


def begins(here, name):
    mark(here, f"{name} began")


def fails(here, error, *after):
    """Raise an error when everything after has come to pass."""
    wait_for(here, *after)
    raise error


def fails_slowly(here):
    wait_for(here, "a began")
    raise SlowToTravel(here)


class SlowToTravel(Exception):
    """Cannot be pickled before sibling a has stopped."""

    def __reduce__(self):
        wait_for(self.args[0], "a stopped")
        return SlowToTravel, self.args


class TwoArguments(Exception):
    def __init__(self, name, reason):
        super().__init__(f"{name}: {reason}")


class Falsy(Exception):
    def __bool__(self):
        return False


class NoReturn(Exception):
    """Ends whoever unpickles it."""

    def __reduce__(self):
        return os._exit, (1,)


class NotBack:
    """Can be pickled, and not unpickled."""

    def __reduce__(self):
        return double, ()  # without its argument


def raises_lambda():
    error = ValueError("with a lambda")
    error.function = lambda: None
    raise error


def raises(kind, *args):
    raise kind(*args)


def ends_itself(here, number, *after):
    wait_for(here, *after)
    if number < 0:
        os.kill(os.getpid(), -number)
    os._exit(number)


def returns(kind):
    return kind() if kind else lambda: None


def disposition(*_):
    """What a program that the task starts does at Ctrl-C, and whether it can hear it (str)."""
    program = (
        "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler,"
        " signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout


def inner_group(numbers):
    with TaskGroup(2) as group:
        return list(group.map(double, numbers))


def echo(argument):
    return argument


class SlowArgument:
    def __init__(self, here):
        self.here = here

    def __reduce__(self):
        return slow_argument, (self.here,)


def slow_argument(here):
    mark(here, "unpickling")
    wait_for(here, "go on")
    return "argument"


def fails_at_30(number):
    if number == 30:
        raise ValueError(number)
    return number


def both_fail(here, mine, other):
    mark(here, mine)
    wait_for(here, other)
    raise ValueError(mine)


def tidies_up(here):
    mark(here, "began")
    try:
        sleep(PATIENCE)
    finally:
        time.sleep(1)
        mark(here, "tidy")


def forks_and_dies(here):
    wait_for(here, "a began")
    if child := os.fork():
        Path(here, "child").write_text(str(child))
        os._exit(1)
    time.sleep(10 * PATIENCE)


def lambda_at_2(number):
    return (lambda: None) if number == 2 else number


def looks_unless_empty(here, name):
    if name:
        looks(here, name)


def looks_once():
    return stop_requested()


def timed_sleep():
    began = time.monotonic()
    sleep(0.5)
    return time.monotonic() - began


class Undecided(Exception):
    def __bool__(self):
        raise TypeError("neither true nor false")


class NotesOfAnotherKind(Exception):
    __notes__ = "one text, not a list"


def stopped_in_an_inner_group(here):
    with TaskGroup(1) as group:
        group.submit(begins, here, "a").result()
        sleep(PATIENCE)
    mark(here, "went on")
