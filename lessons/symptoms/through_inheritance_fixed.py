"""An event of a Manager can be submitted: what is pickled is only its address."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def download(stop):
    while not stop.is_set():
        stop.wait(1)
    return "stopped"


def main():
    with multiprocessing.Manager() as manager, ProcessPoolExecutor(1) as executor:
        stop = manager.Event()
        future = executor.submit(download, stop)
        stop.set()
        print(future.result())


if __name__ == "__main__":
    main()
