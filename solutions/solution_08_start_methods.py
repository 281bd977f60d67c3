"""Exercise 8: a tool that every worker opens for itself.

Shrink images with WORKERS worker processes, however they are started. open_tool(width)
gives the tool for a width: tool(name) shrinks one image. It takes long, and a tool
cannot be pickled. Return what the tool gives for each image, in the order of the names:
- every image has the width that this call of shrink_all() was given;
- open_tool() is called in the workers, at most once in each, and not in the parent;
- the start method is the caller's: ask for none.

Let prepare() be called once in each worker and shrink() once for each image. Check your
answer with

    python -m course check 8

Hints:

1. What is set in the parent does not reach a worker that begins afresh; what is set in the
   worker stays there from task to task. Who can set it before the first task?
2. The executor takes an initializer, and initargs for it.
3. ProcessPoolExecutor(WORKERS, initializer=prepare, initargs=(open_tool, width)); prepare()
   says global tool and sets it, shrink() calls it.
"""

from concurrent.futures import ProcessPoolExecutor

WORKERS = 2

tool = None  # each process has a global of its own under this name


def prepare(open_tool, width):
    """Open the tool, in a worker, before its first image."""
    # -- answer --
    global tool
    tool = open_tool(width)
    # -- end --


def shrink(name):
    """Return the small image, with the tool of this worker."""
    # -- answer --
    return tool(name)
    # -- end --


def shrink_all(names, open_tool, width):
    """Return the list of the small images, in the order of the names (list of str)."""
    # -- answer --
    # A function and a number can be pickled; what they make is made where it is needed.
    # No mp_context: an answer that holds under spawn holds under the others.
    with ProcessPoolExecutor(WORKERS, initializer=prepare, initargs=(open_tool, width)) as executor:
        return list(executor.map(shrink, names))
    # -- end --
