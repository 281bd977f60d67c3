"""Let every task look at a flag, and raise it at the first failure."""

from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from multiprocessing import Manager
from time import sleep


def read(name, stop):
    for _ in range(5):
        if stop.is_set():
            return
        sleep(0.4)
        if name == "a.txt":
            raise OSError(f"{name} is damaged")
    print(f"read to the end: {name}", flush=True)


def main():
    with Manager() as manager, ProcessPoolExecutor(2) as executor:
        stop = manager.Event()
        futures = [executor.submit(read, name, stop) for name in ("a.txt", "b.txt")]
        wait(futures, return_when=FIRST_EXCEPTION)
        stop.set()
        print(futures[0].exception())


if __name__ == "__main__":
    main()
