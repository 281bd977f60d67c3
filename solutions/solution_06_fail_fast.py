"""Exercise 6: twenty files on four workers.

Read all files at once with WORKERS worker processes, each file block by block, and
return a dict from each name to the list of its blocks, in the order of the names.

If a block cannot be read, read_block() raises. Then
- read_files() raises that error, once every other file has been put down;
- a file that is being read is put down after the block at hand;
- a file that has not been begun is not begun, not by a single block. There are more
  files than workers, and the parent may be busy and hear of the failure late.

Run read_file() in the workers, and check your answer with

    python -m course check 6

Hints:

1. Print the name of each file as its task begins. Which one begins after the failure,
   on which worker, and what did the parent know at that time?
2. A worker that has failed takes its next task before the parent has heard. Who is the
   first to know, and can that one call set()?
3. In read_file(), around read_block(): except BaseException: stop.set(), then raise.
"""

from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from multiprocessing import Manager

WORKERS = 4


def read_file(name, blocks, read_block, stop):
    """Return the blocks of one file, a list; fewer than all if it was stopped.

    blocks: how many there are; read_block(name, number): returns one of them.
    """
    # -- answer --
    contents = []
    for number in range(blocks):
        if stop.is_set():  # on entry as well: a task may begin after the failure
            return contents
        try:
            contents.append(read_block(name, number))
        except BaseException:  # sys.exit() in a task is a failure too
            # Here and not in the parent: this worker takes its next task
            # before the parent has heard.
            stop.set()
            raise
    return contents
    # -- end --


def read_files(names, blocks, read_block):
    """Return a dict from name to the list of blocks; raise the error of the file that failed."""
    # -- answer --
    with Manager() as manager, ProcessPoolExecutor(WORKERS) as executor:
        stop = manager.Event()
        futures = {
            name: executor.submit(read_file, name, blocks, read_block, stop) for name in names
        }
        done, not_done = wait(futures.values(), return_when=FIRST_EXCEPTION)
        for future in not_done:  # none, unless a task has failed
            future.cancel()
    for future in done:
        future.result()  # raises the error of the one that failed
    return {name: future.result() for name, future in futures.items()}
    # -- end --
