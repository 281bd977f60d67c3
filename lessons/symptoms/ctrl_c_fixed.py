"""Catch KeyboardInterrupt inside the block, and cancel what is pending."""

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
        try:
            for future in [executor.submit(read, number) for number in range(6)]:
                future.result()
        except KeyboardInterrupt:
            executor.shutdown(cancel_futures=True)


if __name__ == "__main__":
    main()
