"""Another start method."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def read(name):
    return f"text of {name}"


def main():
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=10) as executor:
        print(executor.submit(read, "a.txt").result())


if __name__ == "__main__":
    main()
