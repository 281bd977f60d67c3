"""The checks of exercise 9."""

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import Manager
from pathlib import Path
from time import sleep

from course.checking import Raised, call, check, expect, mark, marked, wait_for

BLOCKS = 4
FOLDER = Path("files")
TARGET = FOLDER / "report.txt"
OTHER_NAME = Path("other name of the old file")
OLD = {TARGET.name: "old old old old"}
NEW = {TARGET.name: "0 1 2 3 "}


def sound(number):
    """Every block is there."""
    mark("fetched")
    return f"{number} "


def held_up(number):
    """Block 2 is fetched while the flag goes up."""
    if number == 2:
        mark("fetching block 2")
        wait_for("the flag is up")
    if number == 3:
        mark("fetched block 3")
    return sound(number)


def damaged(number):
    """Block 2 is damaged."""
    if number == 2:
        raise OSError("block 2 is damaged")
    return sound(number)


def outcome(answer, fetch, *, old=OLD, raise_when=None):
    """What save() makes of these blocks in a worker, and what its folder holds then.

    old: what the folder holds before, a dict from name to text; raise_when: a mark
    (str) at which the flag goes up, "at the start", or None for never.
    """

    def save(path, blocks, fetch, stop):
        future = executor.submit(answer.save, path, blocks, fetch, stop)
        if raise_when not in (None, "at the start"):
            while not marked(raise_when) and not future.done():
                sleep(0.02)
            stop.set()
            mark("the flag is up")
        return future.result()

    FOLDER.mkdir()
    for name, text in old.items():
        Path(FOLDER, name).write_text(text, encoding="utf-8")
    with suppress(OSError):  # no old file, or a disk without hard links
        os.link(TARGET, OTHER_NAME)
    with Manager() as manager, ProcessPoolExecutor(max_workers=1) as executor:
        stop = manager.Event()
        if raise_when == "at the start":
            stop.set()
        came_back = call(save, TARGET, BLOCKS, fetch, stop)
    return came_back, {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}


def expect_left(left, wanted, came_back):
    expect(left == wanted, came_back, f"the folder to hold {wanted}; it holds {left}")


def expect_stopped(answer, came_back):
    stopped = isinstance(came_back, Raised) and isinstance(came_back.error, answer.Stopped)
    expect(stopped, came_back, "Stopped raised, for the caller to find in the future")


@check(
    rejects={
        "copies into the old file": [
            ("os.replace(beside, path)", "path.write_bytes(beside.read_bytes())")
        ],
        "keeps the file beside": [
            ("os.replace(beside, path)", "path.unlink(); path.write_bytes(beside.read_bytes())"),
            ("        beside.unlink(missing_ok=True)", "        pass"),
        ],
    }
)
def all_is_well(answer):
    """If all goes well, the new file takes the old one's place, and the old is not written into."""
    came_back, left = outcome(answer, sound)
    expect(not isinstance(came_back, Raised), came_back, "no error")
    expect_left(left, NEW, came_back)
    expect(
        not OTHER_NAME.exists() or OTHER_NAME.read_text("utf-8") == OLD[TARGET.name],
        came_back,
        "the old file to be replaced; it was written into, while others may be reading it",
    )


@check(
    rejects={
        "returns, and the half is put in place": [
            ('raise Stopped("told to stop")', "break"),
        ],
        "returns, and cleans up": [('raise Stopped("told to stop")', "return")],
        "leaves the half file beside": [
            ("        beside.unlink(missing_ok=True)", "        pass"),
        ],
        "writes into the file itself": [
            ('path.with_name(f"{path.name}.part")', "path"),
            ("        beside.unlink(missing_ok=True)", "        pass"),
        ],
        "looks on entry only": [("if stop.is_set():", "if number == 0 and stop.is_set():")],
    }
)
def stopped_half_way(answer):
    """If the flag goes up half-way, Stopped is raised, and the folder is as it was."""
    came_back, left = outcome(answer, held_up, raise_when="fetching block 2")
    expect_stopped(answer, came_back)
    expect_left(left, OLD, came_back)
    expect(not marked("fetched block 3"), came_back, "block 3 not to be fetched any more")


@check(
    rejects={
        "looks after the first block": [("if stop.is_set():", "if number and stop.is_set():")],
        "leaves an empty file": [
            ("    beside = ", "    path.touch()\n    beside = "),
        ],
    }
)
def stopped_on_entry(answer):
    """If the flag is up at the start and there is no old file, there is none afterwards."""
    came_back, left = outcome(answer, sound, old={}, raise_when="at the start")
    expect_stopped(answer, came_back)
    expect_left(left, {}, came_back)
    expect(not marked("fetched"), came_back, "fetch() not to be called at all")


@check(
    rejects={
        "cleans up after a stop only": [
            (
                "    finally:  # not `except Stopped`: fetch() may raise anything\n"
                "        beside.unlink(missing_ok=True)",
                "    except Stopped:\n        beside.unlink()\n        raise",
            )
        ],
        "calls every error a stop": [
            (
                "    finally:  # not `except Stopped`: fetch() may raise anything",
                "    except Exception:\n"
                "        raise Stopped('told to stop') from None\n"
                "    finally:",
            )
        ],
    }
)
def a_block_is_damaged(answer):
    """If a block cannot be fetched, that error is raised, and the folder is as it was."""
    came_back, left = outcome(answer, damaged)
    failed = isinstance(came_back, Raised) and repr(came_back.error) == repr(
        OSError("block 2 is damaged")
    )
    expect(failed, came_back, "OSError('block 2 is damaged') raised")
    expect_left(left, OLD, came_back)
