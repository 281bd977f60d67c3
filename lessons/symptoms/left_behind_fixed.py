"""A thread in the worker waits for the end of the parent, and takes the worker with it."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pipe, Process, parent_process
from threading import Thread
from time import sleep


def leave_with(parent):
    parent.join()
    os._exit(1)


def begin(writer):
    Thread(target=leave_with, args=[parent_process()], daemon=True).start()
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
