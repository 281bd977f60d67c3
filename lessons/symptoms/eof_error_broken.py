"""EOFError, from an event of a Manager

The inner block is left first: the Manager goes while a task still waits for its event.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager
from time import sleep


def download(begun, stop):
    begun.set()
    stop.wait()
    return "stopped"


def main():
    with ProcessPoolExecutor(1) as executor:
        with Manager() as manager:
            begun, stop = manager.Event(), manager.Event()
            future = executor.submit(download, begun, stop)
            begun.wait()
            sleep(0.8)
        print(future.result())


if __name__ == "__main__":
    main()
