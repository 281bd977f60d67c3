"""wait() never returns after shutdown(cancel_futures=True)

The futures are cancelled, but nobody tells wait() so.
"""

from concurrent.futures import ProcessPoolExecutor, wait
from time import sleep


def read(name):
    sleep(0.4)


def main():
    with ProcessPoolExecutor(1) as executor:
        futures = [executor.submit(read, f"{name}.txt") for name in "abcdefgh"]
        executor.shutdown(cancel_futures=True)
        print("waiting", flush=True)
        wait(futures)
        print("all are done:", all(future.done() for future in futures))


if __name__ == "__main__":
    main()
