"""What ``python -m course doctor`` tries: two workers and a Manager, as the lessons use them.

    python course/launch.py spawn course/trial_pool.py

Prints nothing and ends with exit code 0 if the two have met.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def meet(barrier):
    """Wait for the other task: both can be here only if each has a worker of its own."""
    barrier.wait()


if __name__ == "__main__":
    with Manager() as manager, ProcessPoolExecutor(2) as executor:
        barrier = manager.Barrier(2)
        futures = [executor.submit(meet, barrier) for _ in range(2)]
        for future in futures:
            future.result()
