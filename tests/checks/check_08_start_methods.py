"""The checks of exercise 8."""

import os
from collections import Counter
from pathlib import Path
from uuid import uuid4

from course.checking import call, check, expect, mark, marked

NAMES = [f"image {number}" for number in range(6)]

# Set while a check runs, in its own process: only a copy of that process sees it.
parent = None


def open_tool(width):
    """The tool for a width: a function inside a function, which cannot be pickled."""
    mark(f"opened in {os.getpid()}, {uuid4()}")
    if parent not in (None, os.getpid()):
        mark("a worker was a copy")

    def tool(name):
        return f"{name} is {width} wide"

    return tool


def expect_width(came_back, width):
    expected = [f"{name} is {width} wide" for name in NAMES]
    expect(came_back == expected, came_back, expected)


@check(
    rejects={
        "opens the tool in the parent": [
            ("    with ProcessPool", "    prepare(open_tool, width)\n    with ProcessPool"),
            (", initializer=prepare, initargs=(open_tool, width)", ""),
        ],
        "hands the tool over": [("initargs=(open_tool,", "initargs=(open_tool(width),")],
        "types the work into the call": [("(shrink, names)", "(lambda name: tool(name), names)")],
    }
)
def the_width(answer):
    """Every image has the width of this call, and in the next call the next width."""
    for width in (800, 300):
        expect_width(call(answer.shrink_all, NAMES, open_tool, width), width)


@check(
    rejects={
        "opens the tool for every image": [
            ("tool = open_tool(width)", "tool = lambda name: open_tool(width)(name)")
        ],
        "works in the parent": [
            ("return list(executor.map", "prepare(open_tool, width)\n        return list(map")
        ],
    }
)
def opened_once(answer):
    """The tool is opened in the workers, at most once in each, and not in the parent."""
    came_back = call(answer.shrink_all, NAMES, open_tool, 800)
    expect_width(came_back, 800)
    opened = Counter(int(path.name.split()[2].rstrip(",")) for path in Path().glob("opened in *"))
    expect(
        os.getpid() not in opened and max(opened.values(), default=0) == 1,
        came_back,
        f"open_tool() called at most once in each worker, and not in the parent;\n"
        f"          it was called {opened[os.getpid()]} times in the parent, and these times in "
        f"the workers: {[opened[process] for process in opened if process != os.getpid()]}",
    )


@check(
    rejects={
        "asks for fork": [
            ("WORKERS, init", "WORKERS, get_context('fork'), init"),
            ("WORKERS = 2", "from multiprocessing import get_context\n\nWORKERS = 2"),
        ]
    }
)
def no_copies(answer):
    """The workers are started as the caller has chosen: by spawn, so none is a copy."""
    global parent
    parent = os.getpid()
    came_back = call(answer.shrink_all, NAMES, open_tool, 800)
    expect_width(came_back, 800)
    expect(not marked("a worker was a copy"), came_back, "workers started by spawn, not by fork")
