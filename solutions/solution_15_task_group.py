"""Exercise 15: the first who finds it ends the search.

Test candidates in worker processes, with the task group of lesson 15.
- As soon as the test of a candidate returns something true, whichever candidate that is,
  stop the search and return this candidate. Tests that are running stop at their next look,
  those in the queue are not begun; a test that never looks has grace seconds, then its
  process is ended.
- If the test of none does, return None.
- If a test fails before anything is found, all stop, and an ExceptionGroup comes out: its
  errors have notes that name the candidate.

When find_first() is back, no worker process is left. Check your answer with

    python -m course check 15

Hints:

1. Which candidate is found first is not known beforehand, so map(), which keeps the order,
   would wait for a slow one. What did lesson 1 use to hear of results as they come?
2. A dict from each group.submit(test, candidate) to its candidate, and as_completed()
   over it, within the block. Leaving the block waits for all tests, unless group.stop() was called.
3. for future in as_completed(futures): if future.result(): group.stop(), then return
   futures[future]. An error needs no line: result() raises, and the group does the rest.
"""

from concurrent.futures import as_completed

from lesson_15_task_group import TaskGroup  # the check knows where it is


def find_first(test, candidates, max_workers, grace):
    """Return the candidate whose test(candidate) is true first; None if there is none.

    test: what submit() can take; candidates: a list; max_workers: int; grace: seconds
    that a test has to look, once the search is over.
    """
    # -- answer --
    with TaskGroup(max_workers, grace) as group:
        futures = {group.submit(test, candidate): candidate for candidate in candidates}
        # As they come: in the order of the list, a slow test would hide a find behind it.
        for future in as_completed(futures):
            if future.result():  # of a failed test it raises, and leaves the block
                group.stop()  # leaving the block alone would wait for all tests
                return futures[future]
    return None
    # -- end --
