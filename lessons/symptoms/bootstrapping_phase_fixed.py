"""What starts processes stands under the guard, which a worker process skips at its import."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def read(name):
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        print(executor.submit(read, "a.txt").result())


if __name__ == "__main__":
    main()
