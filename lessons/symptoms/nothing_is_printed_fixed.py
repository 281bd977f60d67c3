"""flush=True: it is out at once."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children


def read(number):
    print(".", end="", flush=True)


def main():
    with ProcessPoolExecutor(1) as executor:
        list(executor.map(read, range(3)))
        for process in active_children():
            process.kill()
    print("the end")


if __name__ == "__main__":
    main()
