"""One task has failed and the others go on

An exception ends its own task alone, and leaving the block waits for the others.
"""

from concurrent.futures import ProcessPoolExecutor
from time import sleep


def read(name):
    for _ in range(5):
        sleep(0.4)
        if name == "a.txt":
            raise OSError(f"{name} is damaged")
    print(f"read to the end: {name}", flush=True)


def main():
    with ProcessPoolExecutor(2) as executor:
        futures = [executor.submit(read, name) for name in ("a.txt", "b.txt")]
        print(futures[0].exception())


if __name__ == "__main__":
    main()
