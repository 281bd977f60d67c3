"""Lesson 8: a worker process is a copy of its parent, or it begins afresh.

An image is shrunk to a width that the program sets while it runs. fork copies the parent,
with all that it has set. spawn and forkserver begin with a fresh Python: it imports the
program's file, and knows what is set there and what is handed to it, nothing else. Linux
takes fork up to Python 3.13 and forkserver from 3.14 on; macOS and Windows take spawn.
Here spawn is asked for, because every system has it.

    python lessons/lesson_08_start_methods.py

Watch out: a global that the worker does not see raises nothing. The work is done all the
same, with the old value.
"""

import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from tempfile import TemporaryDirectory

width = 100  # set on import: in the parent, and once more in each fresh worker

# A program of its own; what it ends with makes the difference.
PROGRAM = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

def shrink(name):
    return f"{name} is small"

def main():
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        print(executor.submit(shrink, "cat.png").result())

"""
UNGUARDED = PROGRAM + "main()"
GUARDED = PROGRAM + 'if __name__ == "__main__": main()'
TELLING = re.compile(r"An attempt.*\n.*phase\.|AttributeError")


def set_width(pixels):
    global width
    width = pixels


def shrink(name):
    return f"{name} is {width} wide"


def broken(context):
    with ProcessPoolExecutor(1, context) as executor:
        return executor.submit(shrink, "cat.png").result()


def fixed(context):
    with ProcessPoolExecutor(1, context, initializer=set_width, initargs=(width,)) as executor:
        return executor.submit(shrink, "cat.png").result()


def run(*arguments):
    """Run Python with these arguments; return what it prints, or the gist of an error."""
    command = [sys.executable, *arguments]
    ran = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", timeout=30
    )
    error = TELLING.search(ran.stderr)
    return error[0] if error else ran.stdout.strip()


def main():
    set_width(800)  # too late for a worker that begins afresh
    here = shrink("cat.png")
    print("in the parent:        ", here)
    for version in (broken, fixed):
        seen = {method: version(get_context(method)) for method in get_all_start_methods()}
        print(f"{version.__name__ + '(), under spawn:':22}", seen["spawn"])
        print("  right under every start method:", set(seen.values()) == {here})

    with TemporaryDirectory() as folder:
        for text, how in ((UNGUARDED, "without the guard"), (GUARDED, "with the guard")):
            file = Path(folder, "program.py")
            file.write_text(text, encoding="utf-8")
            print(f"in a file, {how}:")
            print("       ", run(file))
    print("typed in, with the guard:")
    print("       ", run("-c", GUARDED))


if __name__ == "__main__":
    main()

# Output
#
# in the parent:         cat.png is 800 wide
# broken(), under spawn: cat.png is 100 wide                     <- as it was set on import
#   right under every start method: False                        <- under fork it is right
# fixed(), under spawn:  cat.png is 800 wide
#   right under every start method: True
# in a file, without the guard:
#         An attempt has been made to start a new process before the
#         current process has finished its bootstrapping phase.  <- in the worker, on import
# in a file, with the guard:
#         cat.png is small
# typed in, with the guard:
#         AttributeError                                         <- no file, so no shrink()
