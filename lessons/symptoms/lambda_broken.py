"""PicklingError: Can't pickle <function <lambda> ...

A function is sent to a worker process by its name, and a lambda has none.
"""

from concurrent.futures import ProcessPoolExecutor

readers = {".txt": lambda name: f"text of {name}"}


def main():
    with ProcessPoolExecutor(1) as executor:
        print(executor.submit(readers[".txt"], "a.txt").result())


if __name__ == "__main__":
    main()
