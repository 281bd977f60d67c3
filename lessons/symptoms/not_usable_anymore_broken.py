"""BrokenProcessPool: A child process terminated abruptly, the process pool is not usable anymore

A process died before, and the next file goes to the same pool.
"""

import os
from concurrent.futures import ProcessPoolExecutor


def read(name):
    if name == "a.txt":
        os._exit(1)  # stands for a crash in C code, or for the system that needs the memory
    return f"text of {name}"


def main():
    executor = ProcessPoolExecutor(1)
    print("a.txt:", type(executor.submit(read, "a.txt").exception()).__name__)
    print(executor.submit(read, "b.txt").result())
    executor.shutdown()


if __name__ == "__main__":
    main()
