"""Nothing that the workers print is seen

What a worker prints waits in its buffer for a newline, in a file or a pipe for a full page; a kill
loses it.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children


def read(number):
    print(".", end="")


def main():
    with ProcessPoolExecutor(1) as executor:
        list(executor.map(read, range(3)))
        for process in active_children():
            process.kill()
    print("the end")


if __name__ == "__main__":
    main()
