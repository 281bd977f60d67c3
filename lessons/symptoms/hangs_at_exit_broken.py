"""The program has said its last word and does not end

shutdown(wait=False) does not wait, but the interpreter does, for every task; this one never ends.
"""

from concurrent.futures import ProcessPoolExecutor, wait
from time import sleep


def read_log():
    while True:
        sleep(0.4)


def main():
    executor = ProcessPoolExecutor(1)
    wait([executor.submit(read_log)], timeout=0.8)
    executor.shutdown(wait=False)
    print("the end", flush=True)


if __name__ == "__main__":
    main()
