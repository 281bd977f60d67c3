"""Lesson 6: one task fails, and all the others stop.

Ten tasks read a file each, block by block, on ten worker processes. Task 0 meets
a damaged block. The parent is told at once, raises the flag that all the tasks
share, and each of the others stops at its next look.

    python lessons/lesson_06_fail_fast.py

Watch out: nothing is stopped from outside. A task that never looks at the flag
reads on to its end, and leaving the with block waits for it.
"""

from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from multiprocessing import Manager
from time import sleep

TASKS = 10
BLOCKS = 10


def say(line):
    """Print a line in one piece, although ten processes print at once."""
    print(f"{line}\n", end="", flush=True)


def read_file(name, stop):
    """Read one file for a second a block; file 0 has a damaged block."""
    for _ in range(BLOCKS):
        if stop.is_set():  # before each block, the first one too
            say(f"Stopping, name={name}")
            return
        sleep(1)
        if name == 0:
            say(f"Task has failed, name={name}")
            raise RuntimeError("Something bad happened, shutting down")


def main():
    # The Manager is opened first, so that it closes last: tasks need it to the end.
    with Manager() as manager, ProcessPoolExecutor(max_workers=TASKS) as executor:
        stop = manager.Event()
        futures = [executor.submit(read_file, name, stop) for name in range(TASKS)]
        say("Waiting for tasks to complete, or fail...")
        done, not_done = wait(futures, return_when=FIRST_EXCEPTION)

        # done holds successes as well: ask each future in it.
        failed = [future for future in futures if future in done and future.exception()]
        if failed:
            say(f"One task failed with: {failed[0].exception()}")
            for future in not_done:
                future.cancel()  # reaches the tasks that have not begun
            stop.set()  # reaches the others, at their next look
    say("All done.")


if __name__ == "__main__":
    main()

# Output
#
# Waiting for tasks to complete, or fail...
# Task has failed, name=0                 <- after one block
# One task failed with: Something bad happened, shutting down
# * Stopping, name=1                      <- each at its next look, at most one block later
# * Stopping, name=2
# * Stopping, name=3
# * Stopping, name=4
# * Stopping, name=5
# * Stopping, name=6
# * Stopping, name=7
# * Stopping, name=8
# * Stopping, name=9
# All done.                               <- after about 2 s; reading everything takes 10
