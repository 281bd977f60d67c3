"""A byte of shared memory has no lock and waits for nobody."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Event, RawValue, active_children
from time import sleep


def share(*flags):
    global begun, stop
    begun, stop = flags


def download():
    begun.set()
    while not stop.value:
        sleep(0.1)


def main():
    flags = Event(), RawValue("b")
    share(*flags)
    with ProcessPoolExecutor(1, initializer=share, initargs=flags) as executor:
        executor.submit(download)
        begun.wait()
        sleep(0.8)
        active_children()[0].kill()
        print("waiting", flush=True)
        stop.value = 1
        print("the flag is up")


if __name__ == "__main__":
    main()
