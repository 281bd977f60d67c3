"""At most 61 workers, and no more than there are processors."""

import os
from concurrent.futures import ProcessPoolExecutor


def read(name):
    return f"text of {name}"


def main():
    names = [f"{number}.txt" for number in range(100)]
    workers = min(61, os.cpu_count())
    with ProcessPoolExecutor(workers) as executor:
        print(executor.submit(read, names[0]).result())


if __name__ == "__main__":
    main()
