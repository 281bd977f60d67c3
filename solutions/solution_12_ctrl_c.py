"""Exercise 12: put every file down at Ctrl-C.

Read all files at once with WORKERS worker processes, each file block by block, and
return a dict from each name to the list of its blocks, in the order of the names.

Ctrl-C sends SIGINT to this process and to its workers. Then
- a block that is being read is read to its end, and its file is put down;
- a file that has not been begun is not begun, not by a single block;
- read_files() raises KeyboardInterrupt, once every file has been put down. What to print,
  and which exit code to end with, is for the main program that called it.

Run read_file() in the workers, and check your answer with

    python -m course check 12

Hints:

1. Two processes hear of Ctrl-C that should not: what does a worker do with SIGINT if
   nobody tells it anything? And who raises the flag that read_file() looks at?
2. An initializer runs in each new worker: there it can get the flag, and a handler for
   SIGINT from signal.signal(). read_files() can catch KeyboardInterrupt, and raise it again.
3. In prepare(): signal.signal(signal.SIGINT, lambda number, frame: None). In read_files():
   except KeyboardInterrupt: flag.value = True, then raise.
"""

import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import RawValue
from time import sleep

WORKERS = 2

stop = None  # in a worker: the flag


def prepare(flag):
    """Make a new worker process ready. flag: a RawValue, 0 as long as it is down."""
    # -- answer --
    global stop
    stop = flag
    # The block at hand would be torn by a KeyboardInterrupt. SIG_IGN would do as well, but
    # programs that a task starts would inherit it, and be deaf to Ctrl-C.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    # -- end --


def read_file(name, blocks, read_block):
    """Return the blocks of one file, a list; fewer than all if it was put down.

    blocks: how many there are; read_block(name, number): returns one of them.
    """
    # -- answer --
    contents = []
    for number in range(blocks):
        if stop.value:  # on entry as well: some tasks can no longer be cancelled
            break
        contents.append(read_block(name, number))
    return contents
    # -- end --


def read_files(names, blocks, read_block):
    """Return a dict from name to the list of blocks; KeyboardInterrupt after Ctrl-C."""
    # -- answer --
    flag = RawValue("b")
    with ProcessPoolExecutor(WORKERS, initializer=prepare, initargs=[flag]) as executor:
        futures = {}
        try:
            for name in names:  # in here: Ctrl-C may come while files are being submitted
                futures[name] = executor.submit(read_file, name, blocks, read_block)
            # On Windows, up to Python 3.13, Ctrl-C ends a sleep() but not a wait().
            while not all(future.done() for future in futures.values()):
                sleep(0.1)
        except KeyboardInterrupt:
            flag.value = True  # reaches what has begun
            for future in futures.values():
                future.cancel()  # reaches what has not
            raise  # after the with block, which waits for the blocks at hand
    return {name: future.result() for name, future in futures.items()}
    # -- end --
