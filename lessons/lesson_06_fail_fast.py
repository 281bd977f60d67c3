"""Lesson 6: one task fails, and all the others stop.

Ten tasks read a file each, block by block, on ten worker processes. The first block
of task 0 is damaged. The parent is told at once, raises the flag that all the tasks
share, and each of the others stops at its next look.

    python lessons/lesson_06_fail_fast.py

Watch out: a task stops where it looks, and nowhere else. One that never looks at the
flag reads on to its end, and leaving the with block waits for it.
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
    """Pretend to read one file, a second a block; the first block of file 0 is damaged."""
    for _ in range(BLOCKS):
        if stop.is_set():  # before each block, the first one too
            say(f"Stopping, name={name}")
            return
        sleep(1)
        if name == 0:
            sleep(0.5)  # the damage shows while the others read their next block
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
        errors = [future.exception() for future in futures if future in done]
        failed = [error for error in errors if error is not None]
        if failed:
            say(f"One task failed with: {failed[0]}")
            for future in not_done:
                future.cancel()  # takes back what is pending: more tasks than workers
            stop.set()  # tells all the others, at their next look
    say("All done.")


if __name__ == "__main__":
    main()

# Output
#
# Waiting for tasks to complete, or fail...
# Task has failed, name=0                 <- after 1.5 s
# One task failed with: Something bad happened, shutting down
# * Stopping, name=1                      <- each at its next look, before its third block
# * Stopping, name=2
# * Stopping, name=3
# * Stopping, name=4
# * Stopping, name=5
# * Stopping, name=6
# * Stopping, name=7
# * Stopping, name=8
# * Stopping, name=9
# All done.                               <- after 2 s; reading it all would take 10
