"""The work of the race, the same for every technique, and the board it is recorded on.

Four workers. Task 0 fails; its siblings take a step every millisecond. Each task writes
down when it began, when it took its last step, and in which process: into a file that
every process maps into its memory, so that writing costs nothing and needs no lock.
"""

import mmap
import os
from functools import lru_cache
from time import monotonic, sleep
from timeit import Timer

WORKERS = 4
STEP = 0.001  # seconds a step of a sibling takes
FAILS_AFTER = 0.4  # seconds from the moment all four run to the failure of task 0
LONGEST = 20  # seconds: the end of a sibling that nobody stops
UNASKED = 3  # seconds: the end of one that could look and does not, for who waits for it
BEGIN_WITHIN = 30  # seconds in which all four must run


class Failed(Exception):
    """What task 0 raises."""


class Board:
    """A table of doubles in a file: when task 0 raised, and three columns for each task.

    Seconds of time.monotonic(), which all processes of one machine share; 0 is "not yet".
    Writing one aligned double is a single store, so a reader never sees half of one.
    """

    def __init__(self, path):
        with open(path, "r+b") as file:
            self.cells = memoryview(mmap.mmap(file.fileno(), 0)).cast("d")
        self.began = self.cells[1::3]
        self.last_step = self.cells[2::3]
        self.process = self.cells[3::3]

    @staticmethod
    def create(path, tasks):
        """Make an empty board for so many tasks, and let every process find it."""
        path.write_bytes(bytes(8 * (1 + 3 * tasks)))
        os.environ["RACE_BOARD"] = str(path)
        return board()

    @property
    def raised(self):
        """When task 0 raised."""
        return self.cells[0]

    @raised.setter
    def raised(self, seconds):
        self.cells[0] = seconds


@lru_cache(maxsize=1)
def board():
    """The board of this run, a Board; opened once in each process."""
    return Board(os.environ["RACE_BOARD"])


def work(index, look=None, longest=LONGEST):
    """Task 0 fails; any other steps until look() is true or raises, or so many seconds are over.

    look: a function without arguments that is called after each step; without one the
    task never looks.
    """
    record = board()
    record.process[index] = os.getpid()
    record.began[index] = monotonic()
    if index == 0:
        fail(record)
    end = monotonic() + longest
    while monotonic() < end:
        sleep(STEP)
        record.last_step[index] = monotonic()
        if look is not None and look():
            return


def fail(record):
    """Wait until all four workers run, then a little longer, and raise."""
    limit = monotonic() + BEGIN_WITHIN
    while not all(record.began[:WORKERS]):
        if monotonic() > limit:
            raise TimeoutError(f"not all of the first {WORKERS} tasks began")
        sleep(STEP)
    sleep(FAILS_AFTER)
    record.raised = monotonic()
    raise Failed("task 0")


def nothing(_index=None):
    """A task without work, and an empty call."""


def nothings(indices):
    """A chunk of them, for a technique that has no chunks of its own; their number."""
    for index in indices:
        nothing(index)
    return len(indices)


def time_of(function):
    """Seconds that one call of a function takes: the best of five rounds of 0.2 s or more."""
    timer = Timer("function()", globals={"function": function})
    number, _ = timer.autorange()
    return min(timer.repeat(5, number)) / number
