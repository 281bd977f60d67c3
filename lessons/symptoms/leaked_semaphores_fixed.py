"""Leave by an exception: sys.exit() is one, and the interpreter tidies up."""

import sys
from multiprocessing import get_context


def main():
    stop = get_context("spawn").Event()
    stop.set()
    print("flag:", stop.is_set(), flush=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
