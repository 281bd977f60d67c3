"""Lesson 14: a window over the input, so that a stop does not wait for a queue.

Blocks to check: 20,000 of a file, or those of a stream without end. Block 250 is damaged.
If all are submitted first, the error comes out after the last one. With a window, never
more than a hundred are submitted, and each result makes room for the next block.

    python lessons/lesson_14_many_tasks.py

Watch out: executor.map() takes the whole input before it hands out the first result, and
so does a list of futures. On input without end neither ever does.
"""

from collections import deque
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice
from multiprocessing import RawValue
from time import monotonic
from zlib import crc32


class Stopped(Exception):
    """The task was told to stop: it has neither finished nor failed."""


def checksum(number):
    """Pretend to read a block, and return its checksum; block 250 cannot be read."""
    if number == 250:
        raise OSError(f"block {number} is damaged")
    return crc32(b"%d" % number)


def set_up(flag):
    """Run first in each worker, which cannot be handed the flag with a task."""
    global stop
    stop = flag


def call_each(function, chunk):
    """Run in a worker: return function(item) for each item of the chunk, a list."""
    results = []
    for item in chunk:
        if stop.value:  # before the first one too: the task may have waited in the queue
            raise Stopped
        try:
            results.append(function(item))
        except BaseException:  # sys.exit() in a task is a failure too
            stop.value = True  # here: the others stop before the parent has heard
            raise
    return results


def windowed(function, items, window, size=1):
    """Yield function(item) for each item, in the order of the items, which may have no end.

    A task is a chunk of size items, on two workers; at most window chunks are taken ahead.
    After a failure no item is taken any more, and its error is raised when nothing is
    running. The same, without an error, when the loop over the results is left early.
    """
    stop, items, futures = RawValue("b"), iter(items), deque()
    with ProcessPoolExecutor(2, initializer=set_up, initargs=(stop,)) as executor:
        try:
            # The look comes first: an item that is taken cannot be put back.
            while not stop.value and (chunk := list(islice(items, size))):
                futures.append(executor.submit(call_each, function, chunk))
                if len(futures) >= window:
                    yield from futures.popleft().result()  # of the oldest, for the order
            while futures:
                yield from futures.popleft().result()
        except Stopped as stopped:  # because an item further back has failed
            errors = (future.exception() for future in futures)
            error = next((e for e in errors if not isinstance(e, Stopped | None)), stopped)
            raise error  # noqa: B904 ("from" would hide the worker's traceback)
        finally:  # also when the loop is left early
            stop.value = True
            for future in futures:
                future.cancel()  # who waits in the queue need not even look


def mapped(items, **options):
    """The same by map(), without a flag: an error comes out when its turn has come."""
    with ProcessPoolExecutor(max_workers=2) as executor:
        yield from executor.map(checksum, items, **options)


def measure(name, way):
    """Print what a way to check the blocks takes from the input until the error is out."""
    blocks, start = count(), monotonic()
    try:
        sum(way(blocks))
    except (OSError, TypeError) as error:
        print(f"{name:20}{next(blocks):6} taken{monotonic() - start:6.2f} s  {error}")


def main():
    measure("submit everything", lambda blocks: mapped(islice(blocks, 20_000)))
    measure("window of 100", lambda blocks: windowed(checksum, blocks, 100))
    measure("20 chunks of 100", lambda blocks: windowed(checksum, blocks, 20, size=100))
    measure("map(buffersize=100)", lambda blocks: mapped(blocks, buffersize=100))


if __name__ == "__main__":
    main()

# Output
#
# submit everything    20000 taken  … s  block 250 is damaged  <- 0.5 s; of 100,000, 3 s
# window of 100       … taken  … s  block 250 is damaged  <- at most 350, in 0.1 s; no end of input
# 20 chunks of 100    … taken  … s  block 250 is damaged  <- at most 2,200, in chunks
# map(buffersize=100) …  <- at most 351; before Python 3.14 an error: no such argument
