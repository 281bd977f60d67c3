"""Ctrl-C while the with block is being left: up to Python 3.12 the program never ends.

The interrupted join() takes the pool's own thread for ended: the worker is never told to go.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from threading import Timer
from time import sleep


def main():
    Timer(1, os.kill, [os.getpid(), signal.SIGINT]).start()  # Ctrl-C
    with ProcessPoolExecutor(1) as executor:
        executor.submit(sleep, 2)
        print("leaving the block", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
