"""The function stands at the top of the file; what it took from around it is an argument now."""

from concurrent.futures import ProcessPoolExecutor


def read(folder, name):
    return f"text of {folder}/{name}"


def main():
    folder = "photos"
    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(read, folder, "a.txt").result())


if __name__ == "__main__":
    main()
