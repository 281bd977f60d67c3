"""The checks of exercise 17."""

import logging
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep

from course.checking import Raised, call, check, expect, mark, marked, wait_for
from course.exercises import Trouble

if find_spec("distributed") is None:
    raise Trouble(
        "Exercise 17 needs Dask's distributed, which is not installed. Install it with:\n"
        "  python -m pip install -r requirements.txt"
    )

NAMES = [f"file {number}" for number in range(8)]
AT_HAND = NAMES[:3]  # at work, together with file 3, when that one fails
BLOCKS = 4


def sound(name, number):
    return f"{name}, block {number}"


def one_is_damaged(name, number):
    """File 3 fails when three others are at their block 1, which takes two seconds more."""
    if name == "file 3":
        for other in AT_HAND:
            wait_for(f"at work {other}")
        mark("failed")
        raise OSError(f"{name} is damaged")
    if number == 1:
        mark(f"at work {name}")
        wait_for("failed")
        deadline = monotonic() + 2
        while monotonic() < deadline and not marked("returned"):
            sleep(0.02)
        if marked("returned"):
            mark(f"left alone {name}")
        mark(f"put down {name}")
    if number == 2:
        mark(f"read on {name}")
    return sound(name, number)


@contextmanager
def cluster():
    """A Client of a cluster that costs little: a worker with four threads, in this process."""
    import dask
    from distributed import Client

    with (
        dask.config.set(temporary_directory=str(Path.cwd())),
        Client(
            processes=False,
            protocol="tcp",  # on loopback, which may be all there is
            n_workers=1,
            threads_per_worker=4,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as client,
    ):
        yield client


def read_a_damaged_one(answer, client):
    """What comes back from read_files() if file 3 is damaged; the three others have gone by then.

    The marks say what they did: were they read on, or left alone by read_files()?
    """
    came_back = call(answer.read_files, client, NAMES, BLOCKS, one_is_damaged)
    mark("returned")
    expect(marked("failed"), came_back, "all files to be submitted, and four at work at once")
    for name in AT_HAND:
        wait_for(f"put down {name}")
    return came_back


@check(
    rejects={
        "returns the futures": [("name: future.result() for", "name: future for")],
    }
)
def all_files_are_read(answer):
    """If no block is damaged, all files are read."""
    with cluster() as client:
        came_back = call(answer.read_files, client, NAMES, BLOCKS, sound)
    expected = {name: [sound(name, number) for number in range(BLOCKS)] for name in NAMES}
    holds = came_back == expected and list(came_back) == NAMES
    expect(holds, came_back, f"each name with its {BLOCKS} blocks, in the order of the names")


@check(
    rejects={
        "nobody raises the flag": [("            stop.set()\n", "            pass\n")],
        "cancels, as in a pool": [
            (
                "            stop.set()\n",
                "            stop.set()\n"
                "            for future in futures.values():\n"
                "                future.cancel()\n",
            )
        ],
        "keeps the error to itself": [
            ("        future.result()  # raises", "        pass  # raises"),
            ("in futures.items()", "in futures.items() if not future.exception()"),
        ],
    }
)
def files_are_put_down(answer):
    """When one fails, the error is raised once the others have been put down, within a block."""
    with cluster() as client:
        came_back = read_a_damaged_one(answer, client)
    expect(
        isinstance(came_back, Raised) and str(came_back.error) == "file 3 is damaged",
        came_back,
        "OSError('file 3 is damaged') raised",
    )
    alone = [name for name in AT_HAND if marked(f"left alone {name}")]
    expect(not alone, came_back, f"to wait for the files that were being read: {alone}")
    read_on = [name for name in AT_HAND if marked(f"read on {name}")]
    expect(not read_on, came_back, f"no file to be read on after block 1; these were: {read_on}")


@check(rejects={"one event for all runs": [("stop = Event()", 'stop = Event("stop")')]})
def the_next_call(answer):
    """After a failure, the next call on the same cluster reads all its files."""
    with cluster() as client:
        read_a_damaged_one(answer, client)
        came_back = call(answer.read_files, client, NAMES, BLOCKS, sound)
    expected = {name: [sound(name, number) for number in range(BLOCKS)] for name in NAMES}
    expect(came_back == expected, came_back, f"each name with its {BLOCKS} blocks")
