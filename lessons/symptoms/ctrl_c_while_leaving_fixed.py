"""Wait inside the with block: there a Ctrl-C interrupts wait(), and leaving goes undisturbed."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor, wait
from threading import Timer
from time import sleep


def main():
    Timer(1, os.kill, [os.getpid(), signal.SIGINT]).start()  # Ctrl-C
    with ProcessPoolExecutor(1) as executor:
        wait([executor.submit(sleep, 2)])
        print("leaving the block", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
