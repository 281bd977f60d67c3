"""TimeoutError, and the program goes on for seconds

result(timeout) gives up waiting; the task runs on, and leaving the block waits for it.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def download(stop):
    for block in range(6):
        if stop.wait(0.4):
            return f"stopped at block {block}"
    return "downloaded"


def main():
    with Manager() as manager, ProcessPoolExecutor(1) as executor:
        stop = manager.Event()
        future = executor.submit(download, stop)
        print(future.result(timeout=1))


if __name__ == "__main__":
    main()
