"""Lesson 11: a worker process that dies takes the whole pool with it.

Five files, two workers. The worker that reads c.txt dies, as it does when memory runs
out or a C library crashes. Every task that has no result yet is told the same,
BrokenProcessPool, and the pool takes no more. What was lost is read again, each file in
a pool of its own: there only the culprit can break it. An error that cannot be unpickled
breaks a pool as well, though nobody died; a result that cannot be pickled does not.

    python lessons/lesson_11_broken_pool.py

Watch out: d.txt was killed halfway and is read a second time. Try again only what may be
done twice.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from time import sleep

NAMES = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]
SECONDS = {"c.txt": 0.6, "d.txt": 1.2}  # two long files; the others take no time


def read(name):
    """Pretend to read a file; the process does not survive c.txt."""
    sleep(SECONDS.get(name, 0))
    if name == "c.txt":
        os._exit(1)  # at once: nothing is raised, no finally runs
    return f"text of {name}"


class DamagedBroken(Exception):
    def __init__(self, name, block):
        super().__init__(f"{name}, block {block}")  # unpickling passes this text alone


class DamagedFixed(Exception):
    def __init__(self, name, block):
        super().__init__(name, block)  # unpickling passes what was passed here


def broken(name):
    raise DamagedBroken(name, 3)


def fixed(name):
    raise DamagedFixed(name, 3)


def unpicklable(name):
    return (f"{name}, block {number}" for number in range(3))


def outcome(executor, task, name):
    """Return a task's result, or the name of its error."""
    try:
        return executor.submit(task, name).result()  # both raise, once the pool is broken
    except Exception as error:
        return type(error).__name__


def main():
    print("Two workers, and the one at c.txt dies:")
    with ProcessPoolExecutor(max_workers=2) as executor:
        futures = {name: executor.submit(read, name) for name in NAMES}
    lost = [name for name in NAMES if isinstance(futures[name].exception(), BrokenProcessPool)]
    print("  read:", *(name for name in NAMES if name not in lost))
    print("  lost:", *lost)
    print(" ", futures["d.txt"].exception())

    print("What was lost, each in a pool of its own:")
    for name in lost:
        with ProcessPoolExecutor(max_workers=1) as executor:
            print(f"  {name}: {outcome(executor, read, name)}")

    print("f.txt, and g.txt after it in the same pool:")
    for task in broken, fixed, unpicklable:
        with ProcessPoolExecutor(max_workers=1) as executor:
            first, second = outcome(executor, task, "f.txt"), outcome(executor, read, "g.txt")
            print(f"  {task.__name__}: {first}, {second}")


if __name__ == "__main__":
    main()

# Output
#
# Two workers, and the one at c.txt dies:
#   read: a.txt b.txt          <- a result that is there stays there
#   lost: c.txt d.txt e.txt    <- the culprit, its sibling (killed), and one never begun
#   A process in the process pool was terminated abruptly while the future was running or pending.
# What was lost, each in a pool of its own:
#   c.txt: BrokenProcessPool   <- alone, so it was c.txt
#   d.txt: text of d.txt
#   e.txt: text of e.txt
# f.txt, and g.txt after it in the same pool:
#   broken: BrokenProcessPool, BrokenProcessPool    <- DamagedBroken never came out
#   fixed: DamagedFixed, text of g.txt
#   unpicklable: TypeError, text of g.txt           <- one future fails, the pool goes on
