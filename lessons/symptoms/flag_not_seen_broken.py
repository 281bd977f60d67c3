"""The flag is up, and the task does not see it

A global variable is one variable in each process: the worker has a copy of its own.
"""

from concurrent.futures import ProcessPoolExecutor
from time import sleep

stop = False


def read(blocks):
    for _ in range(blocks):
        if stop:
            return "stopped"
        sleep(0.4)
    return "read to the end"


def main():
    global stop
    with ProcessPoolExecutor(1) as executor:
        future = executor.submit(read, 5)
        stop = True
        print(future.result())


if __name__ == "__main__":
    main()
