"""close() in each process, and unlink() once, where it was made."""

from multiprocessing.shared_memory import SharedMemory


def main():
    flag = SharedMemory(create=True, size=1)
    flag.buf[0] = 1
    print("flag:", flag.buf[0])
    flag.close()
    flag.unlink()


if __name__ == "__main__":
    main()
