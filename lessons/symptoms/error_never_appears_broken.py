"""A task raises, and nothing is seen of it

The error lies in the future, and nobody asks for it; map() without a loop is the same.
"""

from concurrent.futures import ProcessPoolExecutor


def read(name):
    if name == "b.txt":
        raise OSError(f"{name} is damaged")


def main():
    with ProcessPoolExecutor(1) as executor:
        for name in ("a.txt", "b.txt", "c.txt"):
            executor.submit(read, name)
    print("all files are read")


if __name__ == "__main__":
    main()
