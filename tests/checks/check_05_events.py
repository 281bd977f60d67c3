"""The checks of exercise 5."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager
from pathlib import Path
from time import sleep

from course.checking import PATIENCE, call, check, expect, mark, marked, wait_for


def ready(number):
    """Every block is there."""
    mark("fetched")
    return f"block {number}"


def slow_to_come(number):
    """Each block is there at the third try."""
    tries = len(list(Path().glob(f"block {number}, try *")))
    mark(f"block {number}, try {tries}")
    return f"block {number}" if tries == 2 else None


def never_there(number):
    mark(f"try {len(list(Path().glob('try *')))}")
    return None


def held_up(number):
    """Block 2 is fetched while the flag goes up."""
    if number == 2:
        mark("fetching block 2")
        wait_for("the flag is up")
    return f"block {number}"


def outcome(answer, *, blocks, fetch, pause, raise_when=None):
    """What download() returns from a worker; the flag goes up when raise_when is marked.

    raise_when: a mark (str), "at the start", or None for never.
    """

    def download(blocks, fetch, pause, stop):
        future = executor.submit(answer.download, blocks, fetch, pause, stop)
        if raise_when not in (None, "at the start"):
            while not marked(raise_when) and not future.done():
                sleep(0.02)
            stop.set()
            mark("the flag is up")
        return future.result(timeout=PATIENCE)

    with Manager() as manager, ProcessPoolExecutor(max_workers=1) as executor:
        stop = manager.Event()
        if raise_when == "at the start":
            stop.set()
        return call(download, blocks, fetch, pause, stop)


def expect_blocks(came_back, count):
    expected = [f"block {number}" for number in range(count)]
    expect(came_back == expected, came_back, expected)


@check(
    rejects={
        "gives up where a block is not there": [("stop.wait(pause)", "break")],
        "pauses after every block": [
            (
                "            contents.append(block)",
                "            contents.append(block)\n        stop.wait(pause)",
            ),
            ("            stop.wait(pause)  #", "            pass  #"),
        ],
    }
)
def all_blocks(answer):
    """If the flag stays down, all blocks are fetched, also those that come late; no pause else."""
    expect_blocks(outcome(answer, blocks=3, fetch=slow_to_come, pause=0.1), 3)
    expect_blocks(outcome(answer, blocks=2, fetch=ready, pause=0.7 * PATIENCE), 2)


@check(
    rejects={
        "looks after the fetch": [
            (
                "while len(contents) < blocks and not stop.is_set():",
                "while len(contents) < blocks:",
            ),
            (
                "            contents.append(block)",
                "            contents.append(block)\n        if stop.is_set():\n            break",
            ),
        ]
    }
)
def on_entry(answer):
    """If the flag is up at the start, nothing is fetched."""
    came_back = outcome(answer, blocks=3, fetch=ready, pause=0.1, raise_when="at the start")
    expect_blocks(came_back, 0)
    expect(not marked("fetched"), came_back, "fetch() not to be called at all")


@check(
    rejects={
        "looks only while it pauses": [
            ("blocks and not stop.is_set():", "blocks:"),
            (
                "            stop.wait(pause)",
                "            if stop.wait(pause):\n                break",
            ),
        ]
    }
)
def between_blocks(answer):
    """If the flag goes up while a block is being fetched, that block is the last."""
    came_back = outcome(answer, blocks=6, fetch=held_up, pause=0.1, raise_when="fetching block 2")
    expect_blocks(came_back, 3)


@check(
    rejects={
        "does not pause": [("stop.wait(pause)", "pass")],
        "sleeps": [
            ("stop.wait(pause)", "sleep(pause)"),
            ("def download", "from time import sleep\n\n\ndef download"),
        ],
    }
)
def during_a_pause(answer):
    """If the flag goes up during a pause, the pause ends at once."""
    pause = 2 * PATIENCE
    came_back = outcome(answer, blocks=3, fetch=never_there, pause=pause, raise_when="try 0")
    expect_blocks(came_back, 0)
    tries = len(list(Path().glob("try *")))
    expect(tries == 1, came_back, f"fetch() to be called once; it was called {tries} times")
