"""Lesson 5: an event is a flag that all the processes can see.

A download waits for its next block again and again, until it is told to stop. What
tells it is an event: set() in one process, is_set() or wait() in another. An event of
multiprocessing cannot be handed to submit(); one of a Manager can.

    python lessons/lesson_05_events.py

Watch out: sleep() is deaf. A task that pauses with sleep(2) sees the flag up to two
seconds late; event.wait(2) is a pause of the same length that ends when the flag goes up.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from time import monotonic, sleep


def download(pause, begun, stop):
    """Wait for block after block, until told to stop; return how many were waited for."""
    blocks = 0
    while not stop.is_set():  # on entry, and between blocks
        blocks += 1
        begun.set()
        if pause == "sleep":
            sleep(2)
        else:
            stop.wait(2)
    return blocks


def main():
    with multiprocessing.Manager() as manager, ProcessPoolExecutor(1) as executor:
        event = multiprocessing.Event()
        print("An event of multiprocessing is submitted:")
        print(" ", executor.submit(download, "wait", event, event).exception())

        print("Events of a Manager are submitted:")
        for pause in ("sleep", "wait"):
            begun, stop = manager.Event(), manager.Event()
            future = executor.submit(download, pause, begun, stop)
            begun.wait()  # a flag works in both directions: here the worker raises it
            start = monotonic()
            stop.set()
            blocks = future.result()
            print(f"  {pause}(2): {blocks} block, stopped {monotonic() - start:.0f} s after set()")

        stop = manager.Event()
        stop.set()
        late = executor.submit(download, "wait", begun, stop)
        print(f"  begun after set(): {late.result()} blocks")


if __name__ == "__main__":
    main()

# Output
#
# An event of multiprocessing is submitted:
#   Condition objects should only be shared between processes through inheritance
# Events of a Manager are submitted:
#   sleep(2): 1 block, stopped 2 s after set()    <- the pause had to end first
#   wait(2): 1 block, stopped 0 s after set()     <- the pause ended at once
#   begun after set(): 0 blocks                   <- it looked on entry, and did nothing
