"""Runs a program as ``python PROGRAM`` would, under a start method of the caller's choice.

    python course/launch.py spawn lessons/lesson_06_fail_fast.py

"default" leaves the start method as it is. Standard output is written line by line,
as a terminal has it, so that a reader at the other end of a pipe sees each line when
it is printed.
"""

import multiprocessing
import signal
import sys
from pathlib import Path
from types import ModuleType

if __name__ == "__main__":
    method, program = sys.argv[1:3]
    sys.argv[:] = sys.argv[2:]
    sys.path[0] = str(Path(program).resolve().parent)
    sys.stdout.reconfigure(line_buffering=True)
    # A program that a script has started in the background would be deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if method != "default":
        multiprocessing.set_start_method(method)
    # runpy.run_path() would do, but for two things: threads still look the program's names up
    # when main() has returned, and what spawned workers send back is looked up in __mp_main__.
    main = ModuleType("__main__")
    main.__file__ = program
    sys.modules["__main__"] = sys.modules["__mp_main__"] = main
    exec(compile(Path(program).read_bytes(), program, "exec", dont_inherit=True), main.__dict__)
