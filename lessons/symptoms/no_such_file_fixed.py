"""Submit while the Manager is there: it is opened first, and closes last."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def download(stop):
    return "stopped" if stop.is_set() else "downloaded"


def main():
    with Manager() as manager, ProcessPoolExecutor(1) as executor:
        stop = manager.Event()
        print(executor.submit(download, stop).result())


if __name__ == "__main__":
    main()
