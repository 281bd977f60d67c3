"""The Manager is open for as long as anybody looks at the event."""

from multiprocessing import Manager


def main():
    with Manager() as manager:
        stop = manager.Event()
        print("in the block: ", stop.is_set())
        print("at its end:   ", stop.is_set())


if __name__ == "__main__":
    main()
