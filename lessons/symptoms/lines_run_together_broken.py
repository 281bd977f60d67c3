"""Lines of several workers run together

A line that is written in pieces leaves room for another worker's in between. Under python -u or
PYTHONUNBUFFERED=1 every print() writes two: the text, and the newline.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Barrier


def share(barrier):
    global both
    both = barrier


def read(name):
    print(f"read: {name}", end=" ... ", flush=True)
    both.wait()  # the other worker is as far
    print("done", flush=True)


def main():
    with ProcessPoolExecutor(2, initializer=share, initargs=[Barrier(2)]) as executor:
        list(executor.map(read, ["a.txt", "b.txt"]))


if __name__ == "__main__":
    main()
