"""Lesson 2: a task raises in another process; where is the error?

Four files are read, and b.txt is damaged. Nothing is printed, nothing stops: the
error lies in the future until somebody asks for it. exception() hands it over,
result() raises it again, and a dict from future to name tells which file it was.

    python lessons/lesson_02_exceptions.py

Watch out: an error that nobody asks for is never seen. The program goes on, ends
with exit code 0, and the file is missing from its result.
"""

import os
from concurrent.futures import ProcessPoolExecutor, wait

NAMES = ["a.txt", "b.txt", "c.txt", "d.txt"]


def read(name):
    """Pretend to read a file; return the id of the process that read it."""
    if name == "b.txt":
        raise OSError(f"{name} is damaged")
    return os.getpid()


def main():
    with ProcessPoolExecutor(max_workers=1) as executor:
        name_of = {executor.submit(read, name): name for name in NAMES}
        wait(name_of)
        print("All four are done, and nothing has been raised here.")

        for future, name in name_of.items():
            print(f"  {name}: {future.exception()!r}")

        a, b, c, d = name_of
        try:
            b.result()
        except OSError as error:
            print("result() raises it again:", error)
            # The traceback itself stays in the worker; its text, quoted, comes along as the cause.
            first, *_, source, last = str(error.__cause__).strip('\n"').splitlines()
            print(f"  {first}\n  {source}\n  {last}")

        print("The worker survived:", a.result() == c.result() == d.result())
        print("So did the pool:", executor.submit(read, "e.txt").result() == a.result())


if __name__ == "__main__":
    main()

# Output
#
# All four are done, and nothing has been raised here.   <- done, though one has failed
#   a.txt: None
#   b.txt: OSError('b.txt is damaged')      <- the dict knows which file it was
#   c.txt: None                             <- exception() of a success is None
#   d.txt: None
# result() raises it again: b.txt is damaged
#   Traceback (most recent call last):
#       raise OSError(f"{name} is damaged")  <- a line of the worker, in another process
#   OSError: b.txt is damaged
# The worker survived: True                 <- one process read a, failed at b, read c and d
# So did the pool: True
