"""RuntimeError: An attempt has been made to start a new process before the current process has
finished its bootstrapping phase

A spawned process imports this file, and so comes upon the pool itself.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def read(name):
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        print(executor.submit(read, "a.txt").result())


main()
