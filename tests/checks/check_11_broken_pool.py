"""The checks of exercise 11."""

import os
from time import monotonic, sleep

from course.checking import PATIENCE, call, check, expect, mark, marked


class Late(list):
    """A list whose last names, when it is first gone through, come after a worker's death."""

    def __iter__(self):
        for name in super().__iter__():
            if name == "late" and not marked("asked for late"):
                mark("asked for late")
                wait_a_while_for("dying deadly")
                sleep(1)  # the parent is told
            yield name


def wait_a_while_for(name):
    """Return when it is marked, or after PATIENCE seconds: an answer may read in any order."""
    deadline = monotonic() + PATIENCE
    while not marked(name) and monotonic() < deadline:
        sleep(0.02)


def die(name):
    mark(f"dying {name}")
    os._exit(1)


def read(name):
    """Read a file; a "deadly" one kills its process, a "damaged" one raises."""
    if name.startswith("deadly"):
        die(name)
    if name.startswith("damaged"):
        raise OSError(f"{name} is damaged")
    return f"text of {name}"


def read_once(name):
    """Read a file; "deadly" kills its process when the files before it have been read."""
    if name == "deadly":
        for early in ("a.txt", "b.txt"):
            wait_a_while_for(f"read {early}")
        wait_a_while_for("begun d.txt")
        sleep(0.5)  # what has been read has arrived
        die(name)
    mark(f"begun {name}")
    if name == "d.txt":
        wait_a_while_for("dying deadly")
    if marked(f"read {name}"):
        mark(f"read again {name}")
    mark(f"read {name}")
    return f"text of {name}"


def expect_outcome(came_back, *, texts, errors=(), deadly=()):
    """Expect the three parts, the names of each in this order."""
    expected = (
        {name: f"text of {name}" for name in texts},
        {name: OSError(f"{name} is damaged") for name in errors},
        list(deadly),
    )
    expect(shape(came_back) == shape(expected), came_back, expected)


def shape(outcome):
    """The outcome in a form that can be compared: errors as text, the order of names kept."""
    try:
        texts, errors, deadly = outcome
        return (
            list(texts.items()),
            [(name, repr(error)) for name, error in errors.items()],
            list(deadly),
        )
    except (AttributeError, TypeError, ValueError):
        return None  # not even three parts of this kind


@check(
    rejects={
        "takes an error for a death": [
            ("elif isinstance(error, BrokenProcessPool):", "elif error is not None:")
        ],
        "lets the error out": [("            errors[name] = error", "            raise error")],
    }
)
def told_apart(answer):
    """A file whose reading raises is among the errors, the others are read."""
    names = ["a.txt", "damaged 1", "b.txt", "damaged 2"]
    came_back = call(answer.read_all, names, read)
    expect_outcome(came_back, texts=["a.txt", "b.txt"], errors=["damaged 1", "damaged 2"])


@check(
    rejects={
        "holds everyone who was lost to be deadly": [
            ("                future = executor.submit(read, name)", "                pass"),
            ("future is None or isinstance", "future and isinstance"),
        ],
        "tries the lost together, in one new pool": [
            (
                "    texts, errors, deadly = {}, {}, []\n",
                "    texts, errors, deadly = {}, {}, []\n"
                "    with ProcessPoolExecutor(WORKERS) as executor, suppress(BrokenExecutor):\n"
                "        for name in names:\n"
                "            if isinstance(futures[name].exception(), BrokenExecutor):\n"
                "                futures[name] = executor.submit(read, name)\n",
            ),
            ("future is None or isinstance(future.exception(), BrokenProcessPool)", "not future"),
            (
                "import ProcessPoolExecutor\n",
                "import BrokenExecutor, ProcessPoolExecutor\n",
            ),
        ],
        "blames the first only": [
            ("            deadly.append(name)", "            deadly = [name]")
        ],
    }
)
def the_others_are_read(answer):
    """Two files kill their processes: these two are named, and all others are read."""
    # With two workers, nobody comes to b.txt in the first pool.
    names = ["deadly 1", "a.txt", "damaged", "deadly 2", "b.txt"]
    came_back = call(answer.read_all, names, read)
    expect_outcome(
        came_back, texts=["a.txt", "b.txt"], errors=["damaged"], deadly=["deadly 1", "deadly 2"]
    )


@check(
    rejects={
        "reads everything again": [
            ("future is None or isinstance(future.exception(), BrokenProcessPool)", "True")
        ],
    }
)
def nothing_is_read_twice(answer):
    """A file whose text has arrived before a worker dies is not read again."""
    names = ["a.txt", "b.txt", "deadly", "d.txt", "e.txt"]
    came_back = call(answer.read_all, names, read_once)
    expect_outcome(came_back, texts=["a.txt", "b.txt", "d.txt", "e.txt"], deadly=["deadly"])
    for name in ("a.txt", "b.txt"):
        expect(not marked(f"read again {name}"), came_back, f"{name} not to be read again")


@check(
    rejects={
        "lets submit() raise": [("as executor, suppress(BrokenProcessPool):", "as executor:")],
        "forgets what was not submitted": [
            (
                "    for name in names:\n        future =",
                "    for name in futures:\n        future =",
            )
        ],
    }
)
def before_all_are_submitted(answer):
    """A worker may die before all files are submitted: the rest is read all the same."""
    names = Late(["deadly", "a.txt", "late", "z.txt"])
    came_back = call(answer.read_all, names, read)
    expect_outcome(came_back, texts=["a.txt", "late", "z.txt"], deadly=["deadly"])
