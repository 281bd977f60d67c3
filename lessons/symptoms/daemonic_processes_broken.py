"""AssertionError: daemonic processes are not allowed to have children

The workers of multiprocessing.Pool are daemonic, and a task there wants a process of its own.
"""

import multiprocessing


def convert(name):
    process = multiprocessing.Process(target=print, args=(f"converted: {name}",))
    process.start()
    process.join()


def main():
    with multiprocessing.Pool(1) as pool:
        pool.apply(convert, ["a.jpg"])


if __name__ == "__main__":
    main()
