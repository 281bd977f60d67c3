"""Exercise 17: the files again, on a cluster.

Read all files on the workers of the cluster that a distributed.Client is connected to, and
return a dict from each name to the list of its blocks, in the order of the names.

If a block cannot be read, read_block() raises. Then
- a file that is being read is put down after the block at hand;
- read_files() raises that error, and not before the last file has been put down;
- the cluster is good for the next call of read_files(), as if nothing had been.

read_file() is given: it looks at the flag. Run it on the workers, and check your answer with

    python -m course check 17

Hints:

1. Take your answer to exercise 6, or the lesson. Which of its lines means something else
   here? In the lesson, what did a task do that had been cancelled, and who waited for it?
2. client.get_executor(pure=False) is the pool, and leaving its with block waits for all that
   is not cancelled. Event() is the flag, and with a name, Event("stop"), it is the same
   one for every run and every user of the cluster.
3. submit() in the with block of the executor, wait(..., return_when=FIRST_EXCEPTION),
   stop.set(), no cancel(); after the block, future.result() for each future in done.
"""

from concurrent.futures import FIRST_EXCEPTION, wait

from distributed import Event


def read_file(name, blocks, read_block, stop):
    """Return the blocks of one file, a list; fewer than all if it was stopped.

    blocks: how many there are; read_block(name, number): returns one of them.
    """
    contents = []
    for number in range(blocks):
        if stop.is_set():
            break
        contents.append(read_block(name, number))
    return contents


def read_files(client, names, blocks, read_block):
    """Return a dict from name to the list of blocks; raise the error of the file that failed."""
    # -- answer --
    # With a name of its own: one that is set stays set on the cluster, for the next run too.
    stop = Event()
    with client.get_executor(pure=False) as executor:
        futures = {
            name: executor.submit(read_file, name, blocks, read_block, stop) for name in names
        }
        try:
            done, _ = wait(futures.values(), return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
        # No cancel(): of a task at work it would make one that nobody waits for. What has
        # not begun looks on entry, and returns.
    for future in done:
        future.result()  # raises the error of the one that failed
    return {name: future.result() for name, future in futures.items()}
    # -- end --
