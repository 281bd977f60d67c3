"""BrokenProcessPool: A process in the process pool was terminated abruptly

The process that reads b.txt dies, and c.txt is lost with it.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from time import sleep


def read(name):
    sleep(0.4)
    if name == "b.txt":
        os._exit(1)  # stands for a crash in C code, or for the system that needs the memory
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1) as executor:
        futures = [executor.submit(read, f"{name}.txt") for name in "abc"]
    for future in futures:
        print(future.result())


if __name__ == "__main__":
    main()
