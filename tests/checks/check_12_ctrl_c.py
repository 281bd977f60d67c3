"""The checks of exercise 12."""

import os
import signal
from threading import Thread
from time import sleep

from course.checking import Raised, call, check, expect, mark, marked, wait_for

NAMES = [f"file {number}" for number in range(8)]
AT_HAND = NAMES[:2]  # as many as there are workers
BLOCKS = 20

# Windows has no signal for all processes of a program: there, the workers hear of nothing.
ONLY_PARENT = os.name == "nt"


def sound(name, number):
    return f"{name}, block {number}"


def long(name, number):
    """Two files are begun before Ctrl-C, and their first block is being read meanwhile."""
    if number == 0:
        if marked("Ctrl-C"):
            mark(f"begun late {name}")
            raise RuntimeError(f"{name} was begun after Ctrl-C")
        mark(f"begun {name}")
        wait_for("Ctrl-C")
        sleep(1)
        mark(f"finished {name}")
    if number == BLOCKS // 2:
        mark(f"read on {name}")
        raise RuntimeError(f"{name} was read on after Ctrl-C")
    sleep(0.4)
    return sound(name, number)


def press_ctrl_c():
    """Send SIGINT to the judge and its workers when two files have been begun."""
    while not all(marked(f"begun {name}") for name in AT_HAND):
        if marked("returned"):
            return
        sleep(0.02)
    sleep(0.4)  # the parent has submitted everything, and waits
    if ONLY_PARENT:
        signal.raise_signal(signal.SIGINT)
    else:
        os.killpg(os.getpgrp(), signal.SIGINT)  # the course runs a judge in a group of its own
    mark("Ctrl-C")


def outcome(answer):
    """What comes back from read_files() if Ctrl-C is pressed while two files are being read."""
    # A program that a shell has started in the background ignores SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    keyboard = Thread(target=press_ctrl_c)
    keyboard.start()
    came_back = call(answer.read_files, NAMES, BLOCKS, long)
    mark("returned")
    keyboard.join()
    return came_back


@check(
    rejects={
        "returns a list": [
            ("return {name: future.result()", "return [future.result()"),
            ("futures.items()}", "futures.items()]"),
        ],
    }
)
def all_files_are_read(answer):
    """Without Ctrl-C, all files are read."""
    came_back = call(answer.read_files, NAMES, 3, sound)
    expected = {name: [sound(name, number) for number in range(3)] for name in NAMES}
    expect(
        came_back == expected, came_back, "each name with its 3 blocks, in the order of the names"
    )


@check(
    rejects={
        "keeps it to itself": [("            raise  # after", "            # after")],
        "kills the workers": [
            (
                "            flag.value = True",
                "            for process in executor._processes.values():\n"
                "                process.kill()\n"
                "            flag.value = True",
            )
        ],
    }
    | (
        {}
        if ONLY_PARENT
        else {
            "the workers are interrupted": [
                ("signal.signal(signal.SIGINT, lambda number, frame: None)", "pass")
            ]
        }
    )
)
def the_interrupt_comes_out(answer):
    """At Ctrl-C the blocks at hand are read to their end, then KeyboardInterrupt is raised."""
    came_back = outcome(answer)
    torn = [name for name in AT_HAND if not marked(f"finished {name}")]
    expect(
        isinstance(came_back, Raised) and isinstance(came_back.error, KeyboardInterrupt),
        came_back,
        "KeyboardInterrupt() raised",
    )
    expect(
        marked("Ctrl-C") and not torn,
        came_back,
        f"the blocks at hand to be read to their end; these were not: {', '.join(torn)}",
    )


@check(
    rejects={
        "nobody raises the flag": [("            flag.value = True", "            pass")],
        "looks after each block, not on entry": [
            ("        if stop.value:", "        if number and stop.value:")
        ],
    }
)
def nothing_goes_on(answer):
    """After Ctrl-C no file is read on, and none is begun."""
    came_back = outcome(answer)
    went_on = [
        f"{what} {name}"
        for what in ("read on", "begun late")
        for name in NAMES
        if marked(f"{what} {name}")
    ]
    expect(
        marked("Ctrl-C") and not went_on,
        came_back,
        f"every file to be put down after Ctrl-C; but there was: {', '.join(went_on)}",
    )
