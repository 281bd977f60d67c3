"""A flag does reach them: each task looks at it first."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager
from time import sleep


def read(number, stop):
    if stop.is_set():
        return
    print(f"begun: file {number}", flush=True)
    sleep(1)


def main():
    with Manager() as manager, ProcessPoolExecutor(1) as executor:
        stop = manager.Event()
        futures = [executor.submit(read, number, stop) for number in range(1, 8)]
        sleep(0.4)
        stop.set()
        for future in futures:
            future.cancel()
        print("cancelled", flush=True)


if __name__ == "__main__":
    main()
