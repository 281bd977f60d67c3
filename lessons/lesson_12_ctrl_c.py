"""Lesson 12: what Ctrl-C stops, and what it does not.

Six files, two workers. Ctrl-C sends SIGINT to every process of a program: the tasks that
are running are interrupted, their workers go on with the queue, and the main program
waits for them. In the fixed version whoever gets the signal raises the flag, and exit
code 130 says why the program ended. To show it, this script is the terminal: it starts
itself as another program, broken or fixed, and sends the signal that a key would send.

    python lessons/lesson_12_ctrl_c.py

Add the word broken, or fixed, and press Ctrl-C yourself. On Windows that is the only way,
for a script there cannot press it for another program alone.

Watch out: a main program that is killed takes nobody with it. Its workers wait for their
next task for ever, unless each of them watches its parent.
"""

import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import RawValue, get_context, get_start_method, parent_process
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from time import sleep

stop = RawValue("b")  # one shared byte, no lock: a signal handler may write it at any time


def read(name):
    for number in range(20 if name in "ab" else 1):  # two long files, and short ones
        if stop.value:  # on entry too
            return
        if number == 0:
            print(f"  {name}: begun\n", end="", flush=True)
        sleep(0.4)


def raise_flag(number, frame):
    stop.value = number
    signal.signal(number, signal.SIG_DFL)  # a second Ctrl-C ends the process at once


def end_with_parent():
    parent_process().join()
    os._exit(1)  # sys.exit() would end this thread alone


# What a new worker does first.
def prepare(flag):
    global stop
    stop = flag
    # Not SIG_IGN: a program that a task starts would inherit that, and be deaf as well.
    signal.signal(signal.SIGINT, raise_flag)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # under fork it has its parent's handler
    Thread(target=end_with_parent, daemon=True).start()


def broken(method=None):
    with ProcessPoolExecutor(2, get_context(method)) as executor:
        wait([executor.submit(read, name) for name in "abcdef"])


def fixed(method=None):
    signal.signal(signal.SIGINT, raise_flag)
    signal.signal(signal.SIGTERM, raise_flag)  # what a service manager sends
    with ProcessPoolExecutor(2, get_context(method), prepare, [stop]) as executor:
        wait([executor.submit(read, name) for name in "abcdef"])
    if stop.value:
        print(f"  main: stopped by {signal.Signals(stop.value).name}")
        sys.exit(128 + stop.value)  # what a shell says of a program that a signal ended


# Runs a version of this program, and sends a signal when both its workers are at work.
def play(version, send, number):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, it would be so there too
    command = [sys.executable, __file__, version, get_start_method()]
    # DEVNULL swallows the traceback of the broken version.
    with Popen(command, stdout=PIPE, stderr=DEVNULL, text=True, start_new_session=True) as program:
        try:
            print(f"{version}:\n{next(program.stdout)}{next(program.stdout)}  -- {number.name} --")
            sleep(0.5)
            send(program.pid, number)
            # The output ends when the last process that could write to it has ended.
            print(f"{program.stdout.read()}  exit code {program.wait()}")
        finally:
            if program.poll() is None:  # somebody has pressed a real Ctrl-C
                os.killpg(program.pid, signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[1:]:
        {"broken": broken, "fixed": fixed}[sys.argv[1]](*sys.argv[2:])
    elif os.name == "nt":
        print("On Windows, add the word broken, or fixed, and press Ctrl-C yourself.")
    else:
        play("broken", os.killpg, signal.SIGINT)
        play("fixed", os.killpg, signal.SIGINT)
        play("fixed", os.kill, signal.SIGKILL)

# Output
#
# broken:
# *   a: begun
# *   b: begun
#   -- SIGINT --              <- to the program and its workers, as a terminal does it
# *   c: begun                <- a and b were interrupted; their workers go on
# *   d: begun
# *   e: begun
# *   f: begun
#   exit code -2              <- ended by signal 2, after the last file; a shell says 130
# fixed:
# *   a: begun
# *   b: begun
#   -- SIGINT --
#   main: stopped by SIGINT   <- within a step; no other file is begun
#   exit code 130
# fixed:
# *   a: begun
# *   b: begun
#   -- SIGKILL --             <- to the main program alone
#   exit code -9              <- and the output ended: no worker is left to write to it
