"""An event of a Manager is one for all processes."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager
from time import sleep


def read(blocks, stop):
    for _ in range(blocks):
        if stop.is_set():
            return "stopped"
        sleep(0.4)
    return "read to the end"


def main():
    with Manager() as manager, ProcessPoolExecutor(1) as executor:
        stop = manager.Event()
        future = executor.submit(read, 5, stop)
        stop.set()
        print(future.result())


if __name__ == "__main__":
    main()
