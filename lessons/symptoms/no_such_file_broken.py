"""FileNotFoundError, where no file of yours is opened, and then BrokenProcessPool

The worker process looks for the Manager, which has ended; the whole pool breaks.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def download(stop):
    return "stopped" if stop.is_set() else "downloaded"


def main():
    with ProcessPoolExecutor(1) as executor:
        with Manager() as manager:
            stop = manager.Event()
        print(executor.submit(download, stop).result())


if __name__ == "__main__":
    main()
