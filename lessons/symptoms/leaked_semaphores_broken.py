"""resource_tracker: There appear to be 5 leaked semaphore objects to clean up at shutdown

A process that is ended at once does not give back its locks and events; a kill does the same.
"""

import os
from multiprocessing import get_context


def main():
    stop = get_context("spawn").Event()
    stop.set()
    print("flag:", stop.is_set(), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
