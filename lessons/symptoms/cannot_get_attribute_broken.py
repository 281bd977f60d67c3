"""AttributeError: Can't get attribute 'read' on <module '__mp_main__' ...

A spawned process imports this file, and read() is made where an import does not come.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

if __name__ == "__main__":

    def read(name):
        return f"text of {name}"

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        print(executor.submit(read, "a.txt").result())
