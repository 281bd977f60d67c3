"""Ask every future, by exception() or result()."""

from concurrent.futures import ProcessPoolExecutor


def read(name):
    if name == "b.txt":
        raise OSError(f"{name} is damaged")


def main():
    with ProcessPoolExecutor(1) as executor:
        names = ("a.txt", "b.txt", "c.txt")
        futures = [executor.submit(read, name) for name in names]
    for future in futures:
        print(future.exception() or "read")


if __name__ == "__main__":
    main()
