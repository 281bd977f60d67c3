"""The checks of exercise 2."""

import sys
from time import sleep

from course.checking import call, check, expect, mark, wait_for

NAMES = ["a.txt", "b.txt", "c.txt", "d.txt"]


class Early(OSError):
    """An error that lets the others know when it has reached the parent."""

    def __reduce__(self):
        return early, self.args


def early(message):
    mark("early has arrived")
    return Early(message)


def sound(name):
    return f"text of {name}"


def two_are_damaged(name):
    """b.txt fails first; d.txt fails a second after the parent has the error of b.txt."""
    if name == "b.txt":
        raise Early("b.txt is damaged")
    if name == "d.txt":
        wait_for("early has arrived")
        sleep(1)
        raise KeyError("d.txt has no index")
    return sound(name)


def leaves(name):
    if name == "b.txt":
        sys.exit("b.txt gives up")
    return sound(name)


def shown(errors):
    """A dict of errors as text, so that they can be compared; anything else as it is."""
    return (
        {name: repr(error) for name, error in errors.items()}
        if isinstance(errors, dict)
        else errors
    )


def as_written(errors):
    """A dict like those of shown() as Python shows the dict of the errors themselves."""
    return "{" + ", ".join(f"{name!r}: {error}" for name, error in errors.items()) + "}"


@check(
    rejects={
        "keeps a None for each success": [("if error is not None", "if True")],
    }
)
def nothing_failed(answer):
    """If no file is damaged, the dict is empty."""
    came_back = call(answer.failures, NAMES, sound)
    expect(came_back == {}, came_back, "{}")


@check(
    rejects={
        "stops at the first": [
            (
                "return {name: error for name, error in errors.items() if error is not None}",
                "return dict([item for item in errors.items() if item[1]][:1])",
            )
        ],
        "looks only at what has failed so far": [
            ("import ProcessPoolExecutor", "import FIRST_EXCEPTION, ProcessPoolExecutor, wait"),
            (
                "for name, future in futures.items()}",
                "for name, future in futures.items() if future in done}",
            ),
            (
                "        # exception()",
                "        done, _ = wait(futures.values(), return_when=FIRST_EXCEPTION)\n        # ",
            ),
        ],
        "returns them backwards": [
            (
                "{name: error for name, error in errors.items()",
                "{n: error for n, error in reversed(errors.items())",
            )
        ],
    }
)
def every_failure(answer):
    """Both failures are found, though the second comes after the first has arrived."""
    came_back = call(answer.failures, NAMES, two_are_damaged)
    expected = {"b.txt": "Early('b.txt is damaged')", "d.txt": "KeyError('d.txt has no index')"}
    holds = shown(came_back) == expected and list(came_back) == list(expected)
    expect(holds, came_back, f"{as_written(expected)}, in this order")


@check(
    rejects={
        "gives the message only": [("name: error for", "name: str(error) for")],
        "makes the error anew": [("name: error for", "name: type(error)(*error.args) for")],
    }
)
def the_errors_themselves(answer):
    """Each error has the worker's traceback as its __cause__."""
    came_back = call(answer.failures, NAMES, two_are_damaged)
    errors = came_back.values() if isinstance(came_back, dict) else []
    causes = [str(getattr(error, "__cause__", None)) for error in errors]
    expect(
        causes and all("in two_are_damaged" in cause for cause in causes),
        came_back,
        "errors whose __cause__ shows where in the worker they were raised",
    )


@check(
    rejects={
        "catches Exception": [
            ("name: future.exception() for", "name: caught(future) for"),
            (
                "def failures",
                "def caught(future):\n    try:\n        future.result()\n"
                "    except Exception as error:\n        return error\n\n\ndef failures",
            ),
        ]
    }
)
def a_task_that_exits(answer):
    """A task that calls sys.exit() is a failure like any other."""
    came_back = call(answer.failures, NAMES, leaves)
    expected = {"b.txt": "SystemExit('b.txt gives up')"}
    expect(shown(came_back) == expected, came_back, as_written(expected))
