"""BrokenPipeError or ConnectionResetError, from an event of a Manager

The event lives in the Manager's process, and that process has ended.
"""

from multiprocessing import Manager


def main():
    with Manager() as manager:
        stop = manager.Event()
        print("in the block: ", stop.is_set())
    print("after the block:", stop.is_set())


if __name__ == "__main__":
    main()
