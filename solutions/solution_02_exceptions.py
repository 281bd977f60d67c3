"""Exercise 2: which files failed, and why?

Read all files in worker processes, side by side, and return a dict from the name of each file that
failed to its error, in the order of the names. Every failure counts:
- several files may fail, one of them while you are looking at the error of another;
- a task may raise anything, sys.exit() included, and that ends nothing here;
- the errors are the exceptions that came out of the futures, with the worker's
  traceback as their __cause__.

Check your answer with

    python -m course check 2

Hints:

1. result() raises. What becomes of the rest of your loop then?
2. exception() waits as result() does, and hands the error over instead of raising it.
3. errors = {name: future.exception() for ...}, and then leave out those that are None.
"""

from concurrent.futures import ProcessPoolExecutor


def failures(names, read):
    """Return a dict from name (str) to error, for the files that could not be read.

    names: a list of str; read(name): returns the text of one file or raises, to be
    called in a worker process.
    """
    # -- answer --
    with ProcessPoolExecutor() as executor:
        futures = {name: executor.submit(read, name) for name in names}
        # exception() waits for the task and never raises the error, so none can hide another.
        errors = {name: future.exception() for name, future in futures.items()}
    return {name: error for name, error in errors.items() if error is not None}
    # -- end --
