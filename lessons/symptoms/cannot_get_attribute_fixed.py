"""The function stands at the top of the file, where a worker process finds it by its name."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def read(name):
    return f"text of {name}"


if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        print(executor.submit(read, "a.txt").result())
