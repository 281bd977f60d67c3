"""The workers of a ProcessPoolExecutor are not daemonic."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def convert(name):
    process = multiprocessing.Process(target=print, args=(f"converted: {name}",))
    process.start()
    process.join()


def main():
    with ProcessPoolExecutor(1) as executor:
        executor.submit(convert, "a.jpg").result()


if __name__ == "__main__":
    main()
