"""PicklingError: Can't pickle <function read ...>: it's not the same object as __main__.read

What is submitted is the function under the decorator; its name stands for the decorated one.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import wraps


def logged(function):
    @wraps(function)
    def wrapper(executor, name):
        print(f"submitted: {name}")
        return executor.submit(function, name)

    return wrapper


@logged
def read(name):
    return f"text of {name}"


def main():
    with ProcessPoolExecutor(1) as executor:
        print(read(executor, "a.txt").result())


if __name__ == "__main__":
    main()
