"""TypeError: cannot pickle '_thread.lock' object

An event of threading belongs to the threads of one process: it does not let itself be pickled.
"""

import threading
from concurrent.futures import ProcessPoolExecutor


def download(stop):
    while not stop.is_set():
        stop.wait(1)
    return "stopped"


def main():
    with ProcessPoolExecutor(1) as executor:
        stop = threading.Event()
        future = executor.submit(download, stop)
        stop.set()
        print(future.result())


if __name__ == "__main__":
    main()
