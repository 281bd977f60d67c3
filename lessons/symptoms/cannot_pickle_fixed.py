"""An event of a Manager is one for all processes."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def download(stop):
    while not stop.is_set():
        stop.wait(1)
    return "stopped"


def main():
    with Manager() as manager, ProcessPoolExecutor(1) as executor:
        stop = manager.Event()
        future = executor.submit(download, stop)
        stop.set()
        print(future.result())


if __name__ == "__main__":
    main()
