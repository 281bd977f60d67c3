"""Can't pickle local object ... (the words differ from version to version)

A function is sent to a worker process by its name; one that is made inside another has none there.
"""

from concurrent.futures import ProcessPoolExecutor


def main():
    folder = "photos"

    def read(name):
        return f"text of {folder}/{name}"

    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(read, "a.txt").result())


if __name__ == "__main__":
    main()
