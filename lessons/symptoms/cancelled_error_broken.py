"""concurrent.futures._base.CancelledError, without a message

The last file was still pending when it was cancelled, and a cancelled future has no result.
"""

from concurrent.futures import ProcessPoolExecutor
from time import sleep


def read(name):
    sleep(0.4)
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1) as executor:
        futures = [executor.submit(read, f"{name}.txt") for name in "abcde"]
        futures[-1].cancel()
        for future in futures:
            print(future.result())


if __name__ == "__main__":
    main()
