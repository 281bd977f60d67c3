"""Exercise 10: a task with a time limit.

Run function(argument) in a process of its own, and
- if it returns in time, return what it returned;
- if it raises in time, raise that error;
- if it does neither within so many seconds, end its process and raise TimeoutError.
  The task may be stuck in a call that never looks at anything, and its process may ignore
  terminate(): give it GRACE seconds, then kill it.

When run_with_limit() is back, the process has gone. Check your answer with

    python -m course check 10

Hints:

1. result(timeout=seconds) ends the waiting and nothing else, and leaving a with block
   waits for the task. What has to be done before the block is left?
2. Before any shutdown(), list(executor._processes.values()) holds the worker process. It
   has the methods terminate(), join(timeout), kill() and join().
3. except TimeoutError: shutdown(wait=False, cancel_futures=True), then terminate(),
   join(GRACE), kill() and join() for the worker, then raise.
"""

from concurrent.futures import ProcessPoolExecutor

GRACE = 1  # seconds between terminate() and kill()


def run_with_limit(function, argument, seconds):
    """Return function(argument), run in a process of its own; TimeoutError if it takes longer.

    function, argument: what submit() can take; seconds: the limit, start of the process included.
    """
    # -- answer --
    with ProcessPoolExecutor(max_workers=1) as executor:
        future = executor.submit(function, argument)
        try:
            return future.result(timeout=seconds)
        except TimeoutError:
            # Here and not after the with block: leaving it waits for the task.
            workers = list(executor._processes.values())  # shutdown() forgets them
            executor.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.terminate()
                worker.join(GRACE)
                worker.kill()  # nothing, if it has gone by now
                worker.join()
            raise
    # -- end --
