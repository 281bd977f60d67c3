"""Exercise 4: call off what can be called off.

Some tasks have been submitted, and no more of them are wanted than are under way. Cancel
every task that can be cancelled, wait for those that cannot, and return two things:
- a dict from name to result, for the tasks that were done or ran to their end,
- a list of the names of the tasks that will never be begun,
both in the order of the names.

Check your answer with

    python -m course check 4

Hints:

1. running() and done() are guesses about the next moment. Who knows for certain whether a
   task was cancelled?
2. cancel() returns True if the task will never be begun.
3. cancelled = [name for name, future in futures.items() if future.cancel()], and ask only
   the others for their result().
"""


def call_off(futures):
    """Return (results, cancelled): a dict from name (str) to result, and a list of names.

    futures: a dict from name (str) to future.
    """
    # -- answer --
    # What cancel() returns is the only certain word: a task that says pending may be
    # handed to a worker between two lines of ours.
    cancelled = [name for name, future in futures.items() if future.cancel()]
    results = {name: future.result() for name, future in futures.items() if name not in cancelled}
    return results, cancelled
    # -- end --
