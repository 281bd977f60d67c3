"""One piece a line, newline included."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Barrier


def share(barrier):
    global both
    both = barrier


def read(name):
    both.wait()  # the other worker is as far
    print(f"read: {name} ... done\n", end="", flush=True)


def main():
    with ProcessPoolExecutor(2, initializer=share, initargs=[Barrier(2)]) as executor:
        list(executor.map(read, ["a.txt", "b.txt"]))


if __name__ == "__main__":
    main()
