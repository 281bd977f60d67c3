"""Give super().__init__() all the arguments; __str__() makes the sentence."""

from concurrent.futures import ProcessPoolExecutor


class Damaged(Exception):
    def __init__(self, name, block):
        super().__init__(name, block)

    def __str__(self):
        return "{}: block {} is damaged".format(*self.args)


def read(name):
    raise Damaged(name, 3)


def main():
    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(read, "a.txt").exception())


if __name__ == "__main__":
    main()
