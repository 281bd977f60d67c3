"""Ctrl-C has no effect: the pool reads on to its last file

It ends the one task that is running, and leaving the block waits for all that are in the queue.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from time import sleep


def read(number):
    sleep(0.4)
    if number == 0:
        print("Ctrl-C", flush=True)
        os.killpg(0, signal.SIGINT)  # as a terminal does: to every process of the group
    print(f"read: file {number}", flush=True)


def main():
    if os.getpgrp() != os.getpid():
        os.setpgrp()  # a group of this program's own: the signal is for no other
    with ProcessPoolExecutor(1) as executor:
        for future in [executor.submit(read, number) for number in range(6)]:
            future.result()


if __name__ == "__main__":
    main()
