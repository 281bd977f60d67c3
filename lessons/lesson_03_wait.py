"""Lesson 3: wait() for a time, for the first, for the first failure, or for all.

Three blocks of a file are read at once. "a" is quick, "b" is damaged, "c" is slow.
wait() hands back two sets, done and not_done; timeout and return_when decide how
early. To fail fast you want FIRST_EXCEPTION.

    python lessons/lesson_03_wait.py

Watch out: done holds everything that has ended by then, the successes too. Ask every
future in it; popping one and hoping finds the failure only by luck.
"""

from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    ProcessPoolExecutor,
    wait,
)
from time import sleep

SECONDS = {"a": 0.8, "b": 1.6, "c": 2.4}

WAITS = [
    {"timeout": 0.4},
    {"return_when": FIRST_COMPLETED},
    {"return_when": FIRST_EXCEPTION},
    {"return_when": ALL_COMPLETED},
]


def read(block):
    """Pretend to read one block; "b" turns out to be damaged."""
    sleep(SECONDS[block])
    if block == "b":
        raise OSError(f"block {block} is damaged")
    return f"text of {block}"


def main():
    with ProcessPoolExecutor(max_workers=3) as executor:
        block_of = {executor.submit(read, block): block for block in SECONDS}
        for options in WAITS:
            done, not_done = wait(block_of, **options)
            failed = {future for future in done if future.exception()}

            print(*(f"{name}={value}" for name, value in options.items()))
            print("  done:    ", *sorted(block_of[future] for future in done))
            print("  not done:", *sorted(block_of[future] for future in not_done))
            print("  failed:  ", *sorted(block_of[future] for future in failed))


if __name__ == "__main__":
    main()

# Output
#
# timeout=0.4
#   done:                 <- no error: after a timeout wait() returns like any other time
#   not done: a b c
#   failed:
# return_when=FIRST_COMPLETED
#   done:     a           <- after 0.8 s: the quick one alone
#   not done: b c
#   failed:
# return_when=FIRST_EXCEPTION
#   done:     a b         <- after 1.6 s: the success is in done as well
#   not done: c
#   failed:   b
# return_when=ALL_COMPLETED
#   done:     a b c       <- after 2.4 s: a third of the wait was for nothing
#   not done:
#   failed:   b
