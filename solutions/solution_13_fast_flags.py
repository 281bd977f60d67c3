"""Exercise 13: a flag that costs next to nothing, ends a pause at once, and survives a kill.

run_all(task, names) runs task(name) for each name, on two workers, and returns the results
in their order. A task may call stop_requested() at any time, for one look, and pause(seconds).

- When a task fails, its worker raises the flag itself: its siblings see it with
  stop_requested() before the parent has heard of the error. run_all() raises that error.
- A task that has not begun by then does not begin.
- A pause ends as soon as the parent has heard.
- A look costs less than a quarter of a look at a pipe.
- If a worker is killed, run_all() raises BrokenProcessPool, also if that worker was pausing.

prepare() is the initializer of the workers, attempt() is what is submitted for each name.
Check your answer with

    python -m course check 13

Hints:

1. No flag of the lesson does it all. One is quickly looked at, by any worker, and can be
   raised by any worker; another ends pauses. What if a pool has both?
2. RawValue("b") and Pipe(duplex=False) go through initargs, and the writer goes with them,
   for each worker to close its copy. connection.wait([reader], seconds) is the pause.
3. attempt(): look, then try: return task(name), except BaseException: byte.value = 1, and
   raise. run_all(): after wait(futures, return_when=FIRST_EXCEPTION) close the writer.
"""

from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from multiprocessing import Pipe, RawValue, connection


def prepare(*shared):
    """Keep what the tasks of this worker need: what run_all() has given to its pool."""
    # -- answer --
    global byte, reader
    byte, reader, writer = shared
    writer.close()  # the copy of this worker: with it the pipe would never end
    # -- end --


def stop_requested():
    """Return whether the flag is up: one look."""
    # -- answer --
    return byte.value == 1
    # -- end --


def pause(seconds):
    """Sleep for so many seconds, less if the flag goes up; return whether it is up."""
    # -- answer --
    # It ends by itself when the parent dies, since the writer is closed then too.
    return stop_requested() or bool(connection.wait([reader], seconds))
    # -- end --


def attempt(task, name):
    """Return task(name); if it fails, raise the flag before the error leaves this worker."""
    # -- answer --
    if stop_requested():  # it was in the queue, and nobody wants it any more
        return None
    try:
        return task(name)
    except BaseException:  # sys.exit() in a task is a failure too
        byte.value = 1  # two workers may do it at the same time: both write a 1
        raise
    # -- end --


def run_all(task, names):
    """Return [task(name) for name in names], run on two workers; raise the first error at once.

    task: a function that takes a name; names: a list of str.
    """
    # -- answer --
    byte = RawValue("b")
    reader, writer = Pipe(duplex=False)
    with ProcessPoolExecutor(2, initializer=prepare, initargs=(byte, reader, writer)) as executor:
        try:
            futures = [executor.submit(attempt, task, name) for name in names]
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:  # a worker that was killed raised no flag, nor did Ctrl-C in the parent
            byte.value = 1
            writer.close()  # neither waits for anybody
    return [future.result() for future in futures]
    # -- end --
