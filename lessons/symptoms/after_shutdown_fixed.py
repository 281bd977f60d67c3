"""Everything that submits stands inside the block."""

from concurrent.futures import ProcessPoolExecutor


def read(name):
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(read, "a.txt").result())
        print(executor.submit(read, "b.txt").result())


if __name__ == "__main__":
    main()
