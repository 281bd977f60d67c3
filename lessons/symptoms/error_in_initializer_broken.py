"""Exception in initializer: ... and then BrokenProcessPool

A worker process that cannot begin its work takes the whole pool with it.
"""

from concurrent.futures import ProcessPoolExecutor

catalogue = None


def load(path):
    global catalogue
    with open(path, encoding="utf-8") as file:
        catalogue = file.read()


def look_up(name):
    return name in catalogue


def main():
    with ProcessPoolExecutor(1, initializer=load, initargs=("no such file",)) as executor:
        print(executor.submit(look_up, "a.txt").exception() or "found")


if __name__ == "__main__":
    main()
