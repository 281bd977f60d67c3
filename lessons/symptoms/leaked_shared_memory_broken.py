"""resource_tracker: There appear to be 1 leaked shared_memory objects to clean up at shutdown

Shared memory outlives the processes that use it, until somebody unlinks it.
"""

from multiprocessing.shared_memory import SharedMemory


def main():
    flag = SharedMemory(create=True, size=1)
    flag.buf[0] = 1
    print("flag:", flag.buf[0])
    flag.close()


if __name__ == "__main__":
    main()
