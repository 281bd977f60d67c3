"""Exercise 3: the first failure, or none, or not yet.

Wait for tasks that have been submitted already, and
- as soon as one has failed, return its name and its error, whatever the others do;
- if all have ended and none has failed, return None;
- if neither is so after the given seconds, raise TimeoutError.

Check your answer with

    python -m course check 3

Hints:

1. Three outcomes, one call of wait(). Which of them can you tell from the two sets it
   hands back?
2. A timeout of wait() raises nothing: it leaves futures in not_done.
3. done, not_done = wait(name_of, timeout=seconds, return_when=FIRST_EXCEPTION), then ask
   every future in done for its exception().
"""

from concurrent.futures import FIRST_EXCEPTION, wait


def first_failure(name_of, seconds):
    """Return (name, error) of a task that failed, or None if none did.

    name_of: a dict from future to name (str). Raises TimeoutError after so many seconds.
    """
    # -- answer --
    done, not_done = wait(name_of, timeout=seconds, return_when=FIRST_EXCEPTION)
    for future in done:  # the successes are in it as well
        if future.exception() is not None:
            return name_of[future], future.exception()
    if not_done:  # nobody failed, somebody is not done: that was the timeout
        raise TimeoutError(f"after {seconds} s {len(not_done)} tasks were not done")
    return None
    # -- end --
