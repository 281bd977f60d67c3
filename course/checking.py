"""What the checks of an exercise are written with.

A check is a function that takes the learner's module, calls what is asked of it, and
says with expect() what should have come of it. It runs in a folder of its own, so that
tasks may tell each other by files there how far they are: mark(), marked(),
wait_for(). Order comes from these, not from the clock.
"""

import inspect
import re
import reprlib
import sys
import traceback
from pathlib import Path
from time import monotonic, sleep

# Longer than any right answer takes, shorter than the time limit of a check.
PATIENCE = 10

short = reprlib.Repr()
short.maxlist = short.maxdict = 6
short.maxstring = 60
short.maxother = 200  # an error, with its message
short.repr_Future = lambda future, level: re.sub(" at 0x[0-9a-fA-F]+", "", repr(future))


class Rejected(Exception):
    """The answer does something else than the exercise asks for; what it is has been printed."""


class Raised:
    """What came back from a call that raised: the error (BaseException)."""

    def __init__(self, error):
        self.error = error


def check(rejects):
    """Make a function a check; its docstring says in one sentence what must hold.

    rejects: known wrong answers that it has to reject, at least one: a dict from what
    is wrong with it (str) to what makes it so, pairs of text in the solution (str) and
    text in its place (str).
    """

    def mark_as_check(function):
        function.rejects = rejects
        return function

    return mark_as_check


def checks_of(namespace):
    """The checks in a module's namespace (dict), a dict from name to function, in order."""
    return {name: value for name, value in namespace.items() if hasattr(value, "rejects")}


def call(function, *arguments):
    """Call a learner's function; return what it returns, or a Raised if it raises anything.

    The call is printed first: of one that never comes back, that much is known.
    """
    print(f"called    {function.__name__}({', '.join(map(_shown, arguments))})", flush=True)
    try:
        return function(*arguments)
    except BaseException as error:  # also sys.exit() in an answer
        return Raised(error)


def expect(holds, came_back, expected):
    """Go on if it holds; otherwise print what came back and what was expected, raise Rejected.

    holds: bool; came_back: what call() returned; expected: str.
    """
    if holds:
        return
    if isinstance(came_back, Raised):
        print(f"raised    {_shown(came_back.error)}{_place(came_back.error)}")
    else:
        print(f"returned  {_shown(came_back)}")
    print(f"expected  {expected}")
    raise Rejected


def mark(name):
    """Let everyone in this check know that something (str) has come about."""
    Path(name).touch()


def marked(name):
    """Whether mark(name) has been called, in whatever process."""
    return Path(name).exists()


def wait_for(name):
    """Return when mark(name) has been called; TimeoutError after PATIENCE seconds.

    Once somebody has waited in vain, nobody else waits: the answer is wrong already.
    """
    deadline = monotonic() + PATIENCE
    while not marked(name):
        if monotonic() > deadline or marked("waited in vain"):
            mark("waited in vain")
            raise TimeoutError(f"waited {PATIENCE} s in vain for: {name}")
        sleep(0.02)


def _shown(value):
    if inspect.isfunction(value):
        return value.__name__
    return short.repr(value)


def _place(error):
    """Where in the learner's file an error came out, if it came through there."""
    answer = sys.argv[-1]
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == answer
    ]
    return f", line {lines[-1]} of {Path(answer).name}" if lines else ""
