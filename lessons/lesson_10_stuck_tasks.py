"""Lesson 10: a task that never looks is ended together with its process.

Three downloads on three workers. One looks at the flag. One is stuck in a call that
does not come back. One is stuck as well, in a process that ignores terminate(). The
parent asks, waits, terminates, waits again, and kills who is left.

    python lessons/lesson_10_stuck_tasks.py

Watch out: a task whose process is ended gets no last word. Its finally does not run,
its half file stays, and the whole pool is broken.
"""

import signal
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import Manager, active_children, connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

NAMES = ["polite", "stuck", "deaf"]
GRACE = 1  # seconds to leave, before the next and harder step


def download(name, folder, stop):
    """Pretend to download a file; a half file is removed, whatever happens."""
    if name == "deaf":  # a library that you import may do this to your worker
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    half = Path(folder, f"{name}.part")
    half.touch()
    try:
        if name == "polite":
            stop.wait(20)
        else:
            sleep(20)  # a long loop in C, or a server that does not answer
    finally:
        half.unlink()


def stop_by_force(executor, grace):
    """End the workers of a pool: terminate all, after grace seconds kill who is left.

    Call it before shutdown(). Returns how many were killed; every worker has gone then.
    """
    workers = list(executor._processes.values())  # shutdown() forgets them
    # A broken pool has terminated them itself, and its shutdown() may wait for a deaf one.
    if not executor._broken:
        if hasattr(executor, "terminate_workers"):  # Python 3.14 and newer
            executor.terminate_workers()
        else:
            executor.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.terminate()
    deadline = monotonic() + grace  # one for all of them
    # Not is_alive(): it can err while the executor joins the worker as well (gh-130895).
    gone = [w for w in workers if connection.wait([w.sentinel], max(0, deadline - monotonic()))]
    for worker in workers:
        if worker not in gone:
            worker.kill()
        worker.join()
    return len(workers) - len(gone)


def main():
    with TemporaryDirectory() as folder, Manager() as manager, ProcessPoolExecutor(3) as executor:
        stop = manager.Event()
        futures = {n: executor.submit(download, n, folder, stop) for n in NAMES}
        while len(list(Path(folder).iterdir())) < len(NAMES):
            sleep(0.1)  # until all have begun
        try:
            futures["stuck"].result(timeout=0.4)
        except TimeoutError as error:
            print("result(timeout=0.4):", repr(error))
        print("running after that: ", *(n for n in NAMES if futures[n].running()))

        stop.set()
        wait(futures.values(), timeout=GRACE)
        print("running when asked: ", *(n for n in NAMES if futures[n].running()))

        print("had to be killed:   ", stop_by_force(executor, GRACE))
        print("exception of stuck: ", type(futures["stuck"].exception()).__name__)
        print("half files left:    ", *sorted(path.name for path in Path(folder).iterdir()))
    print("processes left:     ", len(active_children()))


if __name__ == "__main__":
    main()

# Output
#
# result(timeout=0.4): TimeoutError()
# running after that:  polite stuck deaf  <- the waiting has ended, the task has not
# running when asked:  stuck deaf         <- polite looked, and left
# had to be killed:    …                  <- 1, deaf; on Windows 0: terminate() kills there
# exception of stuck:  BrokenProcessPool
# half files left:     deaf.part stuck.part  <- their finally did not run
# processes left:      0
