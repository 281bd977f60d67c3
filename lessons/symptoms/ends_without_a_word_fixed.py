"""A task that cannot go on raises an error."""

from concurrent.futures import ProcessPoolExecutor


def read(name):
    if name == "b.txt":
        raise OSError(f"{name} is damaged")
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1) as executor:
        for future in [executor.submit(read, f"{name}.txt") for name in "abc"]:
            print(future.exception() or future.result())
    print("the end")


if __name__ == "__main__":
    main()
