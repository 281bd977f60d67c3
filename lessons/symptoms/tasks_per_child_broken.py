"""ValueError: max_tasks_per_child is incompatible with the 'fork' multiprocessing start method;
supply a different mp_context.

New workers would be forked while the pool's own thread runs.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def read(name):
    return f"text of {name}"


def main():
    context = get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=10) as executor:
        print(executor.submit(read, "a.txt").result())


if __name__ == "__main__":
    main()
