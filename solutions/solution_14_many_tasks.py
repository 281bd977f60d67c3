"""Exercise 14: a window that hands out each result as it comes.

run_windowed(function, items, window) is a generator. It runs function(item) for each of
the items, which may have no end, in two worker processes, and yields a pair of the item and
its result as soon as that is there: a slow item at the front holds up nobody.
- Never more than window items are taken from the input and not yet handed out.
- If function() raises, no further item is taken, and that error comes out of the generator,
  once nothing is running any more. An item that was not begun by then is not begun.
- If the generator is closed early, the same happens without an error.
- What has been handed out is forgotten: memory does not grow with the number of items.

set_up() and attempt() are ready, for the workers. Check your answer with

    python -m course check 14

Hints:

1. The lesson waits for its oldest future, with result(). What waits for several, and is
   back when one of them is done? Which item belongs to it?
2. Keep a dict from future to item. Fill it up to the window, then call wait() on it with
   return_when=FIRST_COMPLETED, and hand out what is done. Who is handed out leaves the dict.
3. A task that stopped can be done before the one that failed. In except Stopped: look
   through the futures that are left for an exception() that is no Stopped, and raise it.
"""

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import RawValue

WORKERS = 2


class Stopped(Exception):
    """The task was told to stop: it has neither finished nor failed."""


def set_up(flag):
    """The initializer of the pool: flag is a RawValue("b"), 0 until a task is to stop."""
    global stop
    stop = flag


def attempt(function, item):
    """Run in a worker: function(item), or Stopped if the flag is up; a failure raises the flag."""
    if stop.value:
        raise Stopped
    try:
        return function(item)
    except BaseException:
        stop.value = True
        raise


def run_windowed(function, items, window):
    """Yield pairs of an item and function(item) as they come, at most window items ahead."""
    # -- answer --
    stop, items, futures = RawValue("b"), iter(items), {}
    with ProcessPoolExecutor(WORKERS, initializer=set_up, initargs=(stop,)) as executor:
        try:
            while True:
                # One by one, and the look before each: a failure may come meanwhile.
                while len(futures) < window and not stop.value:
                    one = list(islice(items, 1))  # empty at the end of the input
                    if not one:
                        break
                    futures[executor.submit(attempt, function, *one)] = one[0]
                if not futures:
                    return
                done, _ = wait(futures, return_when=FIRST_COMPLETED)
                for future in done:
                    # It leaves the dict: otherwise the memory would grow.
                    yield futures.pop(future), future.result()
        except Stopped as stopped:
            # Another one failed. Its error may still be on its way: exception() waits for it.
            errors = (future.exception() for future in futures)
            error = next((e for e in errors if not isinstance(e, Stopped | None)), stopped)
            raise error  # noqa: B904 ("from" would hide the worker's traceback)
        finally:
            # Also when the generator is closed: yield raises GeneratorExit then.
            stop.value = True
            for future in futures:
                future.cancel()
    # -- end --
