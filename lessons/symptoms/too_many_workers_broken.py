"""ValueError: max_workers must be <= 61

Windows can wait for no more processes at once; other systems make this pool without a word.
"""

from concurrent.futures import ProcessPoolExecutor


def read(name):
    return f"text of {name}"


def main():
    names = [f"{number}.txt" for number in range(100)]
    workers = len(names)
    with ProcessPoolExecutor(workers) as executor:
        print(executor.submit(read, names[0]).result())


if __name__ == "__main__":
    main()
