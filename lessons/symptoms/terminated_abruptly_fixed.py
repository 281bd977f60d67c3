"""Read what is left one file a pool: only the file whose process dies is lost, and has a name."""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from time import sleep


def read(name):
    sleep(0.4)
    if name == "b.txt":
        os._exit(1)  # stands for a crash in C code, or for the system that needs the memory
    return f"text of {name}"


def main():
    for name in ("a.txt", "b.txt", "c.txt"):
        with ProcessPoolExecutor(1) as executor:
            future = executor.submit(read, name)
        died = isinstance(future.exception(), BrokenProcessPool)
        print(f"{name}: its process died" if died else future.result())


if __name__ == "__main__":
    main()
