"""RuntimeError: Condition objects should only be shared between processes through inheritance

submit() pickles its arguments, and an event of multiprocessing does not let itself be pickled.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def download(stop):
    while not stop.is_set():
        stop.wait(1)
    return "stopped"


def main():
    with ProcessPoolExecutor(1) as executor:
        stop = multiprocessing.Event()
        future = executor.submit(download, stop)
        stop.set()
        print(future.result())


if __name__ == "__main__":
    main()
