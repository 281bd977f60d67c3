"""``%%program``: a notebook cell that is a whole program, run as one.

    %load_ext course.magic

A worker function that is typed into a notebook cannot be found by its worker
process under spawn or forkserver, and what a worker prints does not reach the notebook
everywhere. A cell that starts with ``%%program lesson_06_fail_fast.py`` is therefore
written to a file of that name, in a folder of its own, and run in a process of its
own. Its lines are shown as they come and left in ``lines`` (list of str).
"""

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from IPython.core.error import UsageError

from course import runner, transcript

LIMIT = 60  # seconds; a lesson takes at most 4

# Where stored output is made or compared, what differs from run to run is not shown: a
# line with … stands as in the lesson's output block, and the seconds are left out.
STABLE = "COURSE_STABLE_OUTPUT"


def program(name, text):
    """Run a program's text (str) under a file name (str); return its lines, a list of str.

    Raises UsageError, a sentence without a traceback, if the name is not a file's, or
    the program fails, does not end, or leaves processes behind.
    """
    if not re.fullmatch(r"\w+\.py", name):
        raise UsageError("name the file after %%program, as in: %%program lesson_06_fail_fast.py")
    try:
        expected = transcript.parse(text)
    except ValueError:
        expected = []  # a program without an output block is shown as it comes
    follower = transcript.Follower(expected)
    lines = []

    def show(pairs):
        for line, entry in pairs:
            if entry and STABLE in os.environ:
                line = entry.text
            lines.append(line)
            print(line, flush=True)

    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8")
        run = runner.run(
            path,
            limit=LIMIT,
            on_line=lambda line: show(follower.feed(line.text)),
            folder=folder,
        )
    show(follower.rest())
    if STABLE not in os.environ:
        print(f"({run.seconds:.1f} s)")
    if trouble := run.trouble():
        raise UsageError(trouble)
    return lines


def load_ipython_extension(ipython):
    """What ``%load_ext course.magic`` calls."""

    def cell_magic(line, cell):
        ipython.user_ns["lines"] = program(line.strip(), cell)

    ipython.register_magic_function(cell_magic, "cell", "program")
