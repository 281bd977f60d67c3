"""One measurement in a process of its own: it prints a line of JSON.

    measure.py stop TECHNIQUE TASKS LOOKING     LOOKING is 1 or 0
    measure.py happy TECHNIQUE TASKS CHUNK
    measure.py look TECHNIQUE

The race (``python -m tests.benchmarks``) starts it in an empty folder, with a time limit, and
ends what it leaves behind.
"""

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic, perf_counter, sleep

import psutil

from tests.benchmarks.peers import TECHNIQUES
from tests.benchmarks.work import WORKERS, Board, Failed

WORKERS_END = 30  # seconds after which a worker that still runs is a fault
SETTLE = 0.1  # seconds after the end in which a late task would still show
REPEAT = 1  # seconds of repetitions, so that a quick run is not one of luck
LOOK_AT_MEMORY = 0.005  # seconds from one look to the next


def measure_stop(technique, tasks, looking):
    """Seconds from the raise; last_step: of any sibling; control: until stop() returned;
    over: until no process that ran a task is alive either. late: tasks begun after the raise.
    """
    board = Board.create(Path("board").resolve(), tasks)
    technique.start()
    try:
        error = technique.stop(tasks, looking)
        control = over = monotonic()
        if not isinstance(error, Failed):
            raise RuntimeError(f"the caller did not get the failure of task 0 but {error!r}")
        pids = workers(board, 1 if technique.cluster else 0)
        while any(alive(pid) for pid in pids):
            sleep(0.0005)
            over = monotonic()
            if over > control + WORKERS_END:
                raise RuntimeError(f"workers were alive {WORKERS_END} s later")
        sleep(SETTLE)
    finally:
        technique.end()
    return {
        "last_step": max(board.last_step.tolist()) - board.raised,
        "control": control - board.raised,
        "over": over - board.raised,
        "late": sum(began > board.raised for began in board.began.tolist()),
    }


def workers(board, first):
    """The ids of all processes that ran a task with this number or a later one, a set of int."""
    return {int(pid) for pid in set(board.process[first:].tolist()) if pid}


def alive(pid):
    """Whether a process still runs; one that only waits to be asked for its exit code does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def measure_happy(technique, tasks, chunk):
    """seconds: of one task, the median of as many repetitions as begin within a second;
    peak: bytes of the parent's memory above its start, at most.
    """
    seconds = []
    with memory() as peak:
        technique.start()
        with technique.happy() as run:
            run(2 * WORKERS * chunk, chunk)  # until every worker is up
            while sum(seconds) < REPEAT:
                start = perf_counter()
                done = run(tasks, chunk)
                seconds.append(perf_counter() - start)
                if done != tasks:
                    raise RuntimeError(f"{done} of {tasks} tasks were done")
        technique.end()
    return {"seconds": median(seconds) / tasks, "peak": peak[0]}


@contextmanager
def memory():
    """A list whose one item becomes this process's greatest growth, bytes."""
    process, stop, peak = psutil.Process(), Event(), [0]
    start = process.memory_info().rss

    def watch():
        while not stop.wait(LOOK_AT_MEMORY):
            peak[0] = max(peak[0], process.memory_info().rss - start)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        stop.set()
        watcher.join()


def measure_look(technique):
    """look, empty: seconds of one look and of one call of an empty function, in a worker."""
    look, empty = technique.look()
    return {"look": look, "empty": empty}


def main():
    measurement, key, *numbers = sys.argv[1:]
    measure = {"stop": measure_stop, "happy": measure_happy, "look": measure_look}[measurement]
    print(json.dumps(measure(TECHNIQUES[key](), *map(int, numbers))))


if __name__ == "__main__":
    main()
