"""Exercise 11: every file that can be read.

Read all files with WORKERS worker processes. read(name) returns a text (str), or it
raises, or the process that runs it dies. Return three things, each in the order of the
names:
- a dict from name to text, of the files that were read;
- a dict from name to error, of the files whose reading raised;
- a list of the names whose reading kills its process.
The death of a worker costs nobody else a result, though it may come at any time, even
before all files are submitted. A file whose text has arrived is not read again.

Check your answer with

    python -m course check 11

Hints:

1. After a death, many futures hold the same error, and only one of them is to blame.
   How could a file show that it was not, or that it was?
2. Where there is one task and one worker, BrokenProcessPool has one meaning. Mind that
   submit() raises it as well, once the pool is broken.
3. Keep the futures that submit() returned; for each name without one, or whose
   exception() is a BrokenProcessPool: with ProcessPoolExecutor(1) as executor, submit again.
"""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

WORKERS = 2


def read_all(names, read):
    """Return (texts, errors, deadly): two dicts with names (str) as keys, and a list of names.

    names: a list; read(name): returns a str, or raises, or its process dies.
    """
    # -- answer --
    futures = {}
    with ProcessPoolExecutor(WORKERS) as executor, suppress(BrokenProcessPool):
        for name in names:
            # Raises if a worker has died already: the names from here on have no future.
            futures[name] = executor.submit(read, name)

    texts, errors, deadly = {}, {}, []
    for name in names:
        future = futures.get(name)
        if future is None or isinstance(future.exception(), BrokenProcessPool):
            # Guilty or not, the error does not tell. Alone, nobody else can be to blame,
            # and nobody else is harmed.
            with ProcessPoolExecutor(1) as executor:
                future = executor.submit(read, name)
        error = future.exception()
        if error is None:
            texts[name] = future.result()
        elif isinstance(error, BrokenProcessPool):
            deadly.append(name)
        else:
            errors[name] = error
    return texts, errors, deadly
    # -- end --
