"""A task that cannot be told to stop is ended with its process."""

from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import active_children
from time import sleep


def read_log():
    while True:
        sleep(0.4)


def main():
    executor = ProcessPoolExecutor(1)
    wait([executor.submit(read_log)], timeout=0.8)
    for process in active_children():
        process.terminate()
    executor.shutdown()
    print("the end", flush=True)


if __name__ == "__main__":
    main()
