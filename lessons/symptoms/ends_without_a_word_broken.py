"""The program ends in the middle: no error, exit code 0

sys.exit() in a task does not end the worker: result() raises it again in the parent, and ends that.
"""

import sys
from concurrent.futures import ProcessPoolExecutor


def read(name):
    if name == "b.txt":
        sys.exit()
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1) as executor:
        for future in [executor.submit(read, f"{name}.txt") for name in "abc"]:
            print(future.result())
    print("the end")


if __name__ == "__main__":
    main()
