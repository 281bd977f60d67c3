"""shutdown(cancel_futures=True) never returns, for an argument that cannot be pickled

Its error is looked up in a list that shutdown() has replaced: the pool waits for this task forever.
"""

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
        executor.shutdown(cancel_futures=True)


if __name__ == "__main__":
    main()
