"""Cancel them one by one: the list stays, and the errors find their tasks."""

from concurrent.futures import ProcessPoolExecutor
from time import sleep


class Connection:
    def __reduce__(self):
        sleep(0.4)
        raise TypeError("cannot pickle a connection")


def main():
    with ProcessPoolExecutor(1) as executor:
        futures = [executor.submit(len, Connection()) for _ in range(4)]
        print("submitted:", len(futures), flush=True)
        for future in futures:
            future.cancel()


if __name__ == "__main__":
    main()
