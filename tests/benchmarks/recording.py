"""What a recording costs: ``python -m tests.benchmarks.recording``

A program of 10,000 tasks of 1 ms on two workers is run with and without a recording, in turn,
RUNS times each. Printed: the seconds of each pair of runs, the median of their ratios, and
the spread. course/timeline.py promises less than 5 % (a ratio of 1.05).

Each program measures itself, from its first submit() to its last result: what the interpreter
and the pool take to start is the same in both and would hide the cost.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from course.timeline import RECORDING

RUNS = 7

PROGRAM = """
import sys
from concurrent.futures import ProcessPoolExecutor, wait
from time import perf_counter, sleep


def work(number):
    {task}


def main():
    with ProcessPoolExecutor(2) as executor:
        wait([executor.submit(work, number) for number in range(4)])  # the workers have started
        start = perf_counter()
        wait([executor.submit(work, number) for number in range(10_000)])
        print(perf_counter() - start)


if __name__ == "__main__":
    main()
"""

TASKS = {
    "sleeps for 1 ms": "sleep(0.001)",
    "computes for 1 ms": "end = perf_counter() + 0.001\n    while perf_counter() < end: pass",
}


def seconds(program, recorded):
    """How long the tasks of a program (path) take, with or without a recording."""
    with TemporaryDirectory() as folder:
        environment = dict(os.environ)
        if recorded:
            environment |= {"COURSE_RECORDING": folder, "PYTHONPATH": str(RECORDING)}
        done = subprocess.run(
            [sys.executable, program], env=environment, capture_output=True, text=True, check=True
        )
        assert bool(os.listdir(folder)) == recorded
    return float(done.stdout)


def main():
    for name, task in TASKS.items():
        print(f"10,000 tasks, two workers; a task {name}")
        ratios = []
        with TemporaryDirectory() as folder:
            program = Path(folder, "program.py")
            program.write_text(PROGRAM.format(task=task), encoding="utf-8")
            for number in range(RUNS):
                # In turn, and each first in every other pair: the machine changes its mind.
                order = (True, False) if number % 2 else (False, True)
                took = {recorded: seconds(program, recorded) for recorded in order}
                ratios.append(took[True] / took[False])
                print(f"  plain {took[False]:.2f} s, recorded {took[True]:.2f} s", flush=True)
        print(
            f"  ratio: median {statistics.median(ratios):.3f},"
            f" from {min(ratios):.3f} to {max(ratios):.3f}"
        )


if __name__ == "__main__":
    main()
