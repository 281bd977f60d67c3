"""as_completed() yields some futures and then hangs, after shutdown(cancel_futures=True)

The others are cancelled, but nobody tells as_completed() so.
"""

from concurrent.futures import ProcessPoolExecutor, as_completed
from time import sleep


def read(name):
    sleep(0.4)


def main():
    with ProcessPoolExecutor(1) as executor:
        futures = [executor.submit(read, f"{name}.txt") for name in "abcdefgh"]
        for number, _ in enumerate(as_completed(futures), start=1):
            print("completed:", number, flush=True)
            if number == 1:
                executor.shutdown(wait=False, cancel_futures=True)


if __name__ == "__main__":
    main()
