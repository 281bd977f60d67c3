"""Lesson 13: what one look at the flag costs, and how soon everybody stops.

Three files are read, and b.txt is damaged. Its worker raises the flag itself, and the two
others stop before the parent has heard of it. Then four flags are tried out: an event of a
Manager, an event of multiprocessing, a pipe that the parent closes, and a byte of shared
memory. A worker says what one look costs, and pauses for a second; meanwhile the parent
raises the flag.

    python lessons/lesson_13_fast_flags.py

Watch out: set() of an event of multiprocessing waits for an answer from each worker that
was waiting for it. If one of them was killed, it waits for ever.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Barrier, Event, Manager, Pipe, RawValue, connection
from time import monotonic, sleep
from timeit import repeat, timeit


class Byte:
    """A byte of shared memory, with the methods of an event."""

    def __init__(self):
        self.byte = RawValue("b")  # without a lock: it changes once, from 0 to 1

    def is_set(self):
        return self.byte.value == 1

    def set(self):
        self.byte.value = 1

    wait = staticmethod(sleep)  # nothing ends it early


class ClosedPipe:
    """A pipe that nothing is sent through, with the methods of an event.

    It is up when every copy of its writer has been closed, by set() or by the end of the
    process that had it.
    """

    def __init__(self):
        self.reader, self.writer = Pipe(duplex=False)

    def set(self):
        self.writer.close()

    def wait(self, seconds=0):
        # Not reader.poll(): on Windows that raises an error when the pipe is closed.
        return bool(connection.wait([self.reader], seconds))

    is_set = wait  # a look is a pause of no length


# What a new worker does first: all but a Manager's event can be handed over only here.
def prepare(*shared):
    global flags, stop, begun
    flags, stop, begun = shared
    flags["pipe"].writer.close()  # this worker's copy; the parent's is the last


def read(name):
    begun.wait()
    if name == "b.txt":
        print(f"{name}: damaged\n", end="", flush=True)
        stop.set()  # here and now, not when the parent has heard
        sleep(0.8)  # it tidies up before the error leaves
        raise OSError(f"{name} is damaged")
    while not stop.is_set():
        sleep(0.1)
    print(f"{name}: stopped\n", end="", flush=True)


def try_out(name, seconds):
    """Return the seconds that one look and a pause take, and the time afterwards."""
    look = min(repeat(flags[name].is_set, number=200)) / 200  # the best of five
    pause = timeit(lambda: flags[name].wait(seconds), number=1)
    return look, pause, monotonic()  # the same clock in all processes


def measure(executor, name, flag):
    """Return the seconds of one look, of a pause of 1 s, and from set() to the pause's end."""
    future = executor.submit(try_out, name, 1)
    sleep(0.3)  # it has looked, and pauses
    raised = monotonic()
    flag.set()
    look, pause, stopped = future.result()
    return look, pause, stopped - raised


def main():
    with Manager() as manager:
        # The pipe comes after the Manager, whose process would have a copy of it under fork.
        flags = {"Manager": manager.Event(), "Event": Event(), "pipe": ClosedPipe(), "byte": Byte()}
        with ProcessPoolExecutor(3, None, prepare, [flags, Byte(), Barrier(3)]) as executor:
            futures = [executor.submit(read, name) for name in ("a.txt", "b.txt", "c.txt")]
            print("parent:", futures[1].exception())

            print("flag      ends a pause  one look, set() to the pause's end")
            for name, flag in flags.items():
                look, pause, stop = measure(executor, name, flag)
                ends = "yes" if pause < 0.9 else "no"
                print(f"{name:9} {ends:12} {look * 1e6:6.2f} us, {stop * 1e3:5.1f} ms")


if __name__ == "__main__":
    main()

# Output
#
# b.txt: damaged
# * a.txt: stopped                  <- at its next look; the parent knows nothing yet
# * c.txt: stopped
# parent: b.txt is damaged          <- 0.8 s later
# flag      ends a pause  one look, set() to the pause's end
# Manager   yes          … us, … ms  <- 40 us, 1 ms: each look asks another process
# Event     yes          … us, … ms  <- 0.4 us, 0.3 ms: a lock, in memory that all share
# pipe      yes          … us, … ms  <- 4 us, 0.2 ms: each look asks the operating system
# byte      no           … us, … ms  <- 0.1 us, 700 ms: the pause had to end first
