"""Exercise 7: what became of each task.

This was found in a program that had lost errors. It has the faults of the lesson:

    def outcomes(name_of, stop):
        done, not_done = wait(name_of, return_when=FIRST_EXCEPTION)
        if len(done) != len(name_of):
            future = done.pop()
            if future.exception:
                for future in not_done:
                    future.cancel()
                stop.set()
        return {name: future.result() for future, name in name_of.items()}

Write it anew. The tasks have been submitted already, and look at the flag stop; one that
leaves because of it raises Stopped, unless it fails on its way out.
- As soon as a task has failed, whichever it is, cancel what is pending and raise the
  flag; as long as none has, the flag stays down.
- When no task is at work any more, return three things, each in the order of the names:
  a dict from name to result, of the tasks that have finished; a dict from name to
  error, of all that have failed; a list of the names of those that were stopped or
  cancelled.

Check your answer with

    python -m course check 7

Hints:

1. Which futures may you ask for exception(), and what does it do when a task was cancelled?
2. Wait twice: for the first failure, then for all. A future says with cancelled() that
   its task was never begun; isinstance(error, Stopped) says that it was stopped.
3. if any(future.exception() is not None for future in done): cancel the others, set(); then
   wait(name_of), and sort every future into one of the three.
"""

from concurrent.futures import FIRST_EXCEPTION, wait


class Stopped(Exception):
    """A task has left early because it was asked to."""


def outcomes(name_of, stop):
    """Return (finished, failed, stopped): two dicts from name (str), and a list of names.

    name_of: a dict from future to name (str); stop: the event that the tasks look at.
    """
    # -- answer --
    done, not_done = wait(name_of, return_when=FIRST_EXCEPTION)
    if any(future.exception() is not None for future in done):  # not one of them: any
        for sibling in not_done:
            sibling.cancel()
        stop.set()
    wait(name_of)  # while they are being stopped, others may fail
    finished, failed, stopped = {}, {}, []
    for future, name in name_of.items():
        # A cancelled future is asked first: its exception() would raise CancelledError.
        if future.cancelled() or isinstance(future.exception(), Stopped):
            stopped.append(name)
        elif future.exception() is not None:
            failed[name] = future.exception()
        else:
            finished[name] = future.result()
    return finished, failed, stopped
    # -- end --
