"""``%%program``: a notebook cell that is a whole program, run as one.

    %load_ext course.magic

A worker function that is typed into a notebook cannot be found by its worker
process under spawn or forkserver, and what a worker prints does not reach the notebook
everywhere. A cell that starts with ``%%program lesson_06_fail_fast.py`` is therefore
written to a file of that name, in a folder of its own, and run in a process of its
own. Its lines are shown as they come and left in ``lines`` (list of str).
``%%program --timeline lesson_06_fail_fast.py`` shows a picture of the run as well.
"""

import os
import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from IPython.core.error import UsageError
from IPython.display import display

from course import runner, transcript

LIMIT = 60  # seconds; a lesson takes at most 4

# Where stored output is made or compared, what differs from run to run is not shown: a
# line with … stands as in the lesson's output block, and the seconds are left out.
STABLE = "COURSE_STABLE_OUTPUT"


def program(name, text, timeline=False):
    """Run a program's text (str) under a file name (str); return its lines, a list of str.

    timeline: whether a picture of the run is shown too, also of one that fails.

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
        options = {
            "limit": LIMIT,
            "on_line": lambda line: show(follower.feed(line.text)),
            "folder": folder,
        }
        if timeline:
            from course.timeline import record

            recorded, run = record(path, **options)
        else:
            run = runner.run(path, **options)
    show(follower.rest())
    if STABLE not in os.environ:
        print(f"({run.seconds:.1f} s)")
    if timeline and recorded.pools:
        display(picture(recorded), raw=True)
    if trouble := run.trouble():
        raise UsageError(trouble)
    return lines


def picture(timeline):
    """A timeline as a notebook shows it: a dict with a PNG, and words for who cannot see it."""
    from course import drawing

    words = f"Timeline of {timeline.name}"
    if STABLE not in os.environ:
        words += f": {timeline.summary()}"
    file = BytesIO()
    drawing.save(timeline, file)
    return {"image/png": file.getvalue(), "text/plain": words}


def load_ipython_extension(ipython):
    """What ``%load_ext course.magic`` calls."""

    def cell_magic(line, cell):
        *options, name = line.split() or [""]
        if options not in ([], ["--timeline"]):
            raise UsageError(
                "write: %%program lesson_06_fail_fast.py, or with --timeline before it"
            )
        ipython.user_ns["lines"] = program(name, cell, timeline=bool(options))

    ipython.register_magic_function(cell_magic, "cell", "program")
