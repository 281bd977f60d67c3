"""The Manager is opened first, so that it closes last."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager
from time import sleep


def download(begun, stop):
    begun.set()
    stop.wait()
    return "stopped"


def main():
    with Manager() as manager:
        with ProcessPoolExecutor(1) as executor:
            begun, stop = manager.Event(), manager.Event()
            future = executor.submit(download, begun, stop)
            begun.wait()
            sleep(0.8)
            stop.set()
        print(future.result())


if __name__ == "__main__":
    main()
