"""Lesson 1: a future is a result that is still on its way.

A worker process is another Python that works for your program, the parent; all workers
together are a pool. submit() hands the pool a task, a function to call, and hands back
a future at once. First five files queue for one worker; then three files are read side
by side, and their results are taken in two different orders.

    python lessons/lesson_01_futures.py

Watch out: result() waits. Called right after each submit(), it makes the files be
read one after the other, as if there were no pool.
"""

from concurrent.futures import ProcessPoolExecutor, as_completed
from time import sleep

SECONDS = {"long.txt": 2.0, "short.txt": 0.4, "medium.txt": 1.2}


def read(name):
    """Pretend to read a file; return its text."""
    sleep(SECONDS.get(name, 0.4))
    return f"text of {name}"


def state(future):
    """The state of a future, in one word."""
    return "done" if future.done() else "running" if future.running() else "pending"


def main():
    print("One worker, five files")
    with ProcessPoolExecutor(max_workers=1) as executor:
        futures = [executor.submit(read, f"{name}.txt") for name in "abcde"]
        print("  a.txt is done at once:", futures[0].done())
        print("  a.txt has a result:", futures[0].result())
        print("  then a, b and e are:", *(state(futures[i]) for i in (0, 1, 4)))
    print("  after the block, all are:", *(state(future) for future in futures))

    print("Three workers, three files")
    with ProcessPoolExecutor(max_workers=3) as executor:
        futures = {name: executor.submit(read, name) for name in SECONDS}
        names = {future: name for name, future in futures.items()}
        print("  as they complete:")
        for future in as_completed(names):
            print(f"    {names[future]}")
        print("  as they were asked for:")
        for name, future in futures.items():
            print(f"    {name}: {future.result()}")


# A worker imports this file to find read(): without this line it would run main() too.
if __name__ == "__main__":
    main()

# Output
#
# One worker, five files
#   a.txt is done at once: False            <- submit() did not wait
#   a.txt has a result: text of a.txt       <- result() did, 0.4 s
#   then a, b and e are: done running pending
#   after the block, all are: done done done done done   <- leaving the block waits for all
# Three workers, three files
#   as they complete:
#     short.txt                             <- as_completed(): the quickest first
#     medium.txt
#     long.txt
#   as they were asked for:                 <- all are done by now: nobody waits
#     long.txt: text of long.txt
#     short.txt: text of short.txt
#     medium.txt: text of medium.txt
