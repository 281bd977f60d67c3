"""A broken pool stays broken: make a new one for what is still to be read."""

import os
from concurrent.futures import ProcessPoolExecutor


def read(name):
    if name == "a.txt":
        os._exit(1)  # stands for a crash in C code, or for the system that needs the memory
    return f"text of {name}"


def main():
    executor = ProcessPoolExecutor(1)
    print("a.txt:", type(executor.submit(read, "a.txt").exception()).__name__)
    executor.shutdown()
    executor = ProcessPoolExecutor(1)
    print(executor.submit(read, "b.txt").result())
    executor.shutdown()


if __name__ == "__main__":
    main()
