"""Cancel them one by one: cancel() sees to it that as_completed() is told."""

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
                for future in futures:
                    future.cancel()


if __name__ == "__main__":
    main()
