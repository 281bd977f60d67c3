"""The timeout tells the task to stop, by a flag that it looks at."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def download(stop):
    for block in range(6):
        if stop.wait(0.4):
            return f"stopped at block {block}"
    return "downloaded"


def main():
    with Manager() as manager, ProcessPoolExecutor(1) as executor:
        stop = manager.Event()
        future = executor.submit(download, stop)
        try:
            print(future.result(timeout=1))
        except TimeoutError:
            stop.set()
            print(future.result())


if __name__ == "__main__":
    main()
