"""Worker processes are left behind when their parent is killed

A worker waits for its next task, and nobody tells it that there will be none.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pipe, Process
from time import sleep


def begin(writer):
    writer.send("begun")  # stays open for as long as this process lives


def work(writer):
    executor = ProcessPoolExecutor(1, initializer=begin, initargs=[writer])
    executor.submit(sleep, 600).result()


def main():
    reader, writer = Pipe(duplex=False)
    parent = Process(target=work, args=[writer])
    parent.start()
    writer.close()
    reader.recv()
    parent.kill()
    print("the worker is", "gone" if reader.poll(2) else "alive", flush=True)


if __name__ == "__main__":
    main()
