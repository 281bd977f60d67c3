"""Lesson 17: one machine is not enough, and the same program runs on a cluster.

Ten tasks read a file each, as in lesson 6. Here they run on a cluster of Dask's
distributed, whose executor stands for the pool, and its event for the Manager's. At the
end you see what it does in another way. It needs: python -m pip install distributed

    python lessons/lesson_17_cluster.py
    python lessons/lesson_17_cluster.py --scheduler tcp://192.168.0.7:8786

The first starts a cluster of its own, on this machine; the second uses one that is running.

Watch out: cancel() says True for a task at work, and the task goes on. Only the flag
stops it, and nobody waits for it any more. So the ten files are not cancelled;
show_what_differs() does it with one more task, to show this.
"""

import logging
import os
import signal
import sys
from argparse import ArgumentParser
from concurrent.futures import FIRST_EXCEPTION, wait
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import dask
from distributed import Client, Event, get_worker

TASKS = 10
BLOCKS = 10
LOOKS = 200


def say(line):
    """Print a line in one piece, although ten tasks speak at once."""
    print(f"{line}\n", end="", flush=True)


def tell(run, line):
    """Have the parent say a line: what a worker prints appears on the worker's machine."""
    get_worker().log_event(run, line)


def read_file(name, stop):
    """Pretend to read one file, half a second a block; the first block of file 0 is damaged."""
    for _ in range(BLOCKS):
        if stop.is_set():  # before each block, the first one too
            tell(stop.name, f"Stopping, name={name}")
            return
        sleep(0.5)
        if name == 0:
            sleep(0.25)  # the damage shows while the others read their next block
            tell(stop.name, f"Task has failed, name={name}")
            raise RuntimeError("Something bad happened, shutting down")


def read_on(begun, go_on, ended):
    """A task that never looks at the flag."""
    begun.set()
    go_on.wait()
    ended.set()


def time_of_a_look(stop):
    """How many microseconds a look takes."""
    start = perf_counter()
    for _ in range(LOOKS):
        stop.is_set()
    return (perf_counter() - start) / LOOKS * 1e6


def show_what_differs(executor, stop):
    begun, go_on, ended = (Event() for _ in range(3))
    future = executor.submit(read_on, begun, go_on, ended)
    begun.wait()
    say(f"A task is at work. running(): {future.running()}, cancel(): {future.cancel()}")
    say(f"done(): {future.done()}, but has it ended? {ended.is_set()}")
    go_on.set()
    say(f"Did it go on to its end? {ended.wait(timeout=30)}")
    say(f"One look takes {executor.submit(time_of_a_look, stop).result():.0f} us.")


def connect(address):
    """Return a Client of the scheduler that is running at this address (str)."""
    try:
        return Client(address)
    except (OSError, ValueError) as error:
        sys.exit(f"No scheduler answers at {address}. Start one there: dask scheduler\n{error}")


@contextmanager
def own_cluster():
    """A Client of a new cluster on this machine: two processes, each runs five tasks in threads."""
    with TemporaryDirectory() as folder, dask.config.set(temporary_directory=folder):
        # What is started here inherits it, except on Windows: a Ctrl-C is for the parent alone,
        # which raises the flag. And starting and closing are not to be torn apart.
        interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
        # That a task has failed, the parent says itself. The workers read the environment.
        logging.disable(logging.CRITICAL)
        os.environ["DASK_LOGGING__DISTRIBUTED"] = "critical"
        try:
            with Client(
                n_workers=2,
                threads_per_worker=5,
                dashboard_address="127.0.0.1:0",  # any free port: the usual one may be taken
            ) as client:
                signal.signal(signal.SIGINT, interrupt)
                try:
                    yield client
                finally:
                    signal.signal(signal.SIGINT, signal.SIG_IGN)
        finally:
            signal.signal(signal.SIGINT, interrupt)


def main():
    parser = ArgumentParser(description="Ten tasks on a cluster; one fails, and the others stop.")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of one that is running")
    address = parser.parse_args().scheduler
    with connect(address) if address else own_cluster() as client:
        stop = Event()  # with a name of its own: a cluster may have other users
        client.subscribe_topic(stop.name, lambda event: say(event[1]))
        # pure: by default, two calls with equal arguments are one task.
        with client.get_executor(pure=False) as executor:
            futures = [executor.submit(read_file, name, stop) for name in range(TASKS)]
            say("Waiting for tasks to complete, or fail...")
            try:
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)

                # done holds successes as well: ask each future in it.
                errors = [future.exception() for future in futures if future in done]
                failed = [error for error in errors if error is not None]
                if failed:
                    say(f"One task failed with: {failed[0]}")
            finally:
                stop.set()  # after a Ctrl-C too: these tasks can outlive their parent
            wait(futures)
            show_what_differs(executor, stop)
    say("All done.")


if __name__ == "__main__":
    main()

# Output
#
# Waiting for tasks to complete, or fail...
# Task has failed, name=0                 <- after 0.75 s
# One task failed with: Something bad happened, shutting down
# * Stopping, name=1                      <- each at its next look, before its third block
# * Stopping, name=2
# * Stopping, name=3
# * Stopping, name=4
# * Stopping, name=5
# * Stopping, name=6
# * Stopping, name=7
# * Stopping, name=8
# * Stopping, name=9
# A task is at work. running(): False, cancel(): True  <- a pool would say True, False
# done(): True, but has it ended? False   <- so wait() and the with block leave it alone
# Did it go on to its end? True
# One look takes … us.                    <- 400 or more: it asks the scheduler, a pool's Manager 40
# All done.
