"""Exercise 9: all of a file, or nothing of it.

Save a file in a worker process, block by block, over an older one that may be there.
Look at the flag before each block, the first one too.
- If all goes well, the new file takes the place of the old one in one step. The old
  file is not written into: another program may be reading it.
- If the flag goes up, Stopped is raised, and no further block is fetched.
- If a block cannot be fetched, that error is raised.
However it ends, the path leads to the old file or to all of the new one, and nothing
that was made on the way is left in the folder.

Check your answer with

    python -m course check 9

Hints:

1. Half a file does no harm where nobody looks for it. Who puts it away, and on which of the
   ways out?
2. os.replace() puts one file in another's place in one step, and finally is run on every
   way out, that of an exception too.
3. try: write beside.open("w"), then os.replace(beside, path); finally:
   beside.unlink(missing_ok=True).
"""

import os


class Stopped(Exception):
    """The task was told to stop: it has neither finished nor failed."""


def save(path, blocks, fetch, stop):
    """Write the blocks 0, 1, ... to a file; raise Stopped if told to stop.

    path: a Path, its folder exists; blocks: how many there are; fetch(number): returns
    one (str); stop: an event.
    """
    # -- answer --
    beside = path.with_name(f"{path.name}.part")  # another folder may be on another disk
    try:
        with open(beside, "w", encoding="utf-8") as file:
            for number in range(blocks):
                if stop.is_set():
                    # break would put half a file in place, and after return the
                    # caller would take the task for finished
                    raise Stopped("told to stop")
                file.write(fetch(number))
        os.replace(beside, path)  # not reached after an exception
    finally:  # not `except Stopped`: fetch() may raise anything
        beside.unlink(missing_ok=True)
    # -- end --
