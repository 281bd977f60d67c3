"""The initializer only keeps the path; the task opens it, and its own future has the error."""

from concurrent.futures import ProcessPoolExecutor

path = None


def load(given):
    global path
    path = given


def look_up(name):
    with open(path, encoding="utf-8") as file:
        return name in file.read()


def main():
    with ProcessPoolExecutor(1, initializer=load, initargs=("no such file",)) as executor:
        print(executor.submit(look_up, "a.txt").exception() or "found")


if __name__ == "__main__":
    main()
