"""TypeError: Damaged.__init__() missing 1 required positional argument: 'block'

An exception is pickled with what was given to super().__init__(): here one argument of two. The
parent cannot make it anew, and the whole pool breaks.
"""

from concurrent.futures import ProcessPoolExecutor


class Damaged(Exception):
    def __init__(self, name, block):
        super().__init__(f"{name}: block {block} is damaged")


def read(name):
    raise Damaged(name, 3)


def main():
    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(read, "a.txt").result())


if __name__ == "__main__":
    main()
