"""Lesson 9: a stopped task cleans up, and says that it was stopped.

Three files are downloaded anew, over yesterday's. damaged.txt fails, and slow.txt is
told to stop when most of it is written. The task looks at the flag two calls deep, and
an exception is its way out: it leaves every call, each with block on the way cleans up,
and the caller finds it in the future.

    python lessons/lesson_09_clean_stop.py

Watch out: a with block cannot tell return from the end of its work. Left by return,
replacing() below would put half a file in place; left by an exception, it does not.
"""

import os
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import Manager
from pathlib import Path
from tempfile import TemporaryDirectory


class Stopped(Exception):
    """The task was told to stop: it has neither finished nor failed."""


@contextmanager
def replacing(path):
    """Open a file beside path; it takes path's place unless the with block raises."""
    beside = path.with_name(f"{path.name}.part")  # same folder: surely the same disk
    try:
        with open(beside, "w") as file:
            yield file  # what the with block raises comes out here
        os.replace(beside, path)  # in one step; closed first: Windows moves no open file
    finally:
        beside.unlink(missing_ok=True)  # it is gone if it has taken path's place


def fetch(name, number, stop, half_way):
    """Fetch one block; this is where the task looks at the flag."""
    if name == "slow.txt" and number == 2:
        half_way.set()
        stop.wait(30)  # the server takes its time
    if stop.wait(0.2):
        raise Stopped("told to stop")
    if name == "damaged.txt" and number == 1:
        half_way.wait()  # so that it fails when slow.txt is half-written, not before
        raise OSError("block 1 is damaged")
    return " new"


def write_blocks(file, name, stop, half_way):
    for number in range(3):
        file.write(fetch(name, number, stop, half_way))


# What differs is the file that is written to, and the way out.


def broken(path, stop, half_way):
    with open(path, "w") as file:
        try:
            write_blocks(file, path.name, stop, half_way)
        except Stopped:
            return


def fixed(path, stop, half_way):
    with replacing(path) as file:
        write_blocks(file, path.name, stop, half_way)


def main():
    for task in (broken, fixed):
        with TemporaryDirectory() as folder, Manager() as manager:
            stop, half_way = manager.Event(), manager.Event()
            paths = [Path(folder, name) for name in ("quick.txt", "slow.txt", "damaged.txt")]
            for path in paths:
                path.write_text(" old old old")
            with ProcessPoolExecutor(max_workers=2) as executor:
                futures = [executor.submit(task, path, stop, half_way) for path in paths]
                wait(futures, return_when=FIRST_EXCEPTION)
                stop.set()

            print(f"{task.__name__}()")
            for path, future in zip(paths, futures, strict=True):
                print(f"  {path.name}:{path.read_text()}; exception(): {future.exception()!r}")
            print("  in the folder:", *sorted(os.listdir(folder)))


if __name__ == "__main__":
    main()

# Output
#
# broken()
#   quick.txt: new new new; exception(): None
#   slow.txt: new new; exception(): None    <- half-written, and looks finished
#   damaged.txt: new; exception(): OSError('block 1 is damaged')  <- half-written too
#   in the folder: damaged.txt quick.txt slow.txt
# fixed()
#   quick.txt: new new new; exception(): None
#   slow.txt: old old old; exception(): Stopped('told to stop')   <- whole, and says so
#   damaged.txt: old old old; exception(): OSError('block 1 is damaged')
#   in the folder: damaged.txt quick.txt slow.txt     <- no .part file is left
