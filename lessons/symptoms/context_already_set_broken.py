"""RuntimeError: context has already been set

A start method is chosen once for the whole program, and here that has happened before.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def read(name):
    return f"text of {name}"


def main():
    multiprocessing.Event()  # whatever needs a start method makes the choice final
    multiprocessing.set_start_method("spawn")
    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(read, "a.txt").result())


if __name__ == "__main__":
    main()
