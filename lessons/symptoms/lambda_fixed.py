"""A function with a name, at the top of the file."""

from concurrent.futures import ProcessPoolExecutor


def read(name):
    return f"text of {name}"


readers = {".txt": read}


def main():
    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(readers[".txt"], "a.txt").result())


if __name__ == "__main__":
    main()
