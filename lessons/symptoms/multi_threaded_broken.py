"""DeprecationWarning: This process (pid=...) is multi-threaded, use of fork() may lead to deadlocks
in the child.

fork copies the process with one thread, and with the locks that the other threads hold just then.
"""

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
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as executor:
        print(executor.submit(read, "a.txt").result())
    done.set()


if __name__ == "__main__":
    main()
