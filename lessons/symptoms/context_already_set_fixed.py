"""get_context() chooses for one pool, and leaves the rest of the program alone."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def read(name):
    return f"text of {name}"


def main():
    multiprocessing.Event()  # whatever needs a start method makes the choice final
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        print(executor.submit(read, "a.txt").result())


if __name__ == "__main__":
    main()
