"""set() never returns after a worker process was killed

The worker waited for this event; set() waits in turn for an answer from it, and it is dead.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Event, active_children
from time import sleep


def share(*flags):
    global begun, stop
    begun, stop = flags


def download():
    begun.set()
    stop.wait()


def main():
    flags = Event(), Event()
    share(*flags)
    with ProcessPoolExecutor(1, initializer=share, initargs=flags) as executor:
        executor.submit(download)
        begun.wait()
        sleep(0.8)
        active_children()[0].kill()
        print("waiting", flush=True)
        stop.set()
        print("the flag is up")


if __name__ == "__main__":
    main()
