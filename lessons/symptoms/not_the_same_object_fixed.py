"""Submit what the name stands for."""

from concurrent.futures import ProcessPoolExecutor
from functools import wraps


def logged(function):
    @wraps(function)
    def wrapper(executor, name):
        print(f"submitted: {name}")
        return executor.submit(function, name)

    return wrapper


def read(name):
    return f"text of {name}"


submit_read = logged(read)


def main():
    with ProcessPoolExecutor(1) as executor:
        print(submit_read(executor, "a.txt").result())


if __name__ == "__main__":
    main()
