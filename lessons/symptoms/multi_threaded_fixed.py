"""Under forkserver or spawn no process with threads is copied."""

import threading
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def read(name):
    return f"text of {name}"


def main():
    warnings.simplefilter("always")
    done = threading.Event()
    threading.Thread(target=done.wait).start()  # a logger, a progress bar, Jupyter
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        print(executor.submit(read, "a.txt").result())
    done.set()


if __name__ == "__main__":
    main()
