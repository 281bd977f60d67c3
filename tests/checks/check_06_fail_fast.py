"""The checks of exercise 6."""

from time import sleep

from course.checking import Raised, call, check, expect, mark, marked, wait_for

NAMES = [f"file {number}" for number in range(20)]
BLOCKS = 4


class Damaged(OSError):
    """An error that takes a second to be unpickled: as if the parent were busy that long."""

    def __reduce__(self):
        return damaged, self.args


def damaged(message):
    sleep(1)
    return Damaged(message)


def sound(name, number):
    return f"{name}, block {number}"


def one_is_damaged(name, number):
    """File 3 fails when four files are begun; the other three are then at block 1 for long."""
    if number == 0:
        if marked("failed"):
            mark(f"begun late {name}")
            raise RuntimeError(f"{name} was begun after another had failed")
        mark(f"begun {name}")
    if name == "file 3":
        for begun in NAMES[:4]:
            wait_for(f"begun {begun}")
        mark("failed")
        raise Damaged(f"{name} is damaged")
    if number == 1:
        wait_for("failed")
        sleep(2)
    if number == 2:
        mark(f"read on {name}")
        raise RuntimeError(f"{name} was read on after another had failed")
    return sound(name, number)


@check(
    rejects={
        "returns a list": [
            ("return {name: future.result()", "return [future.result()"),
            ("futures.items()}", "futures.items()]"),
        ],
        "returns in the order of completion": [
            ("in futures.items()}", "in reversed(futures.items())}"),
        ],
    }
)
def all_files_are_read(answer):
    """If no block is damaged, all files are read."""
    came_back = call(answer.read_files, NAMES, 3, sound)
    expected = {name: [sound(name, number) for number in range(3)] for name in NAMES}
    holds = came_back == expected and list(came_back) == NAMES
    expect(holds, came_back, "each name with its 3 blocks, in the order of the names")


@check(
    rejects={
        "keeps the error to itself": [
            ("future.result()  # raises", "pass  # raises"),
            (
                "in futures.items()",
                "in futures.items() if future in done and not future.exception()",
            ),
        ]
    }
)
def the_error_comes_out(answer):
    """The error of the damaged file is raised."""
    came_back = call(answer.read_files, NAMES, BLOCKS, one_is_damaged)
    expect(
        isinstance(came_back, Raised) and str(came_back.error) == "file 3 is damaged",
        came_back,
        "Damaged('file 3 is damaged') raised",
    )


@check(
    rejects={
        "nobody raises the flag": [("            stop.set()\n", "")],
        "looks before every second block": [
            ("if stop.is_set()", "if number % 2 and stop.is_set()")
        ],
    }
)
def files_are_put_down(answer):
    """A file that is being read is put down after the block at hand."""
    came_back = call(answer.read_files, NAMES, BLOCKS, one_is_damaged)
    read_on = [name for name in NAMES if marked(f"read on {name}")]
    expect(
        marked("failed") and not read_on,
        came_back,
        f"no file read on after block 1; these were: {read_on}",
    )


@check(
    rejects={
        "the parent raises the flag": [
            ("            stop.set()\n", ""),
            ("            future.cancel()\n", "            future.cancel()\n        stop.set()\n"),
        ],
        "looks after each block, not on entry": [
            ("        if stop.is_set():", "        if number and stop.is_set():"),
        ],
    }
)
def nothing_is_begun_late(answer):
    """A file that has not been begun when one fails is not begun."""
    came_back = call(answer.read_files, NAMES, BLOCKS, one_is_damaged)
    late = [name for name in NAMES if marked(f"begun late {name}")]
    expect(
        marked("failed") and not late,
        came_back,
        f"no file begun after the failure; these were: {late}",
    )
