"""Lesson 4: what cancel() reaches, and what it does not.

Twelve files, two workers. cancel() takes a task off the list as long as it is
pending. A task that is running goes on, and more tasks say running() than there are
workers: the executor hands a few to the workers' queue ahead of time, and from there
nobody can call them back.

    python lessons/lesson_04_cancel.py

Watch out: a file may be opened after its cancel() was called, and long after another
task has failed. Always look at what cancel() returns.
"""

from concurrent.futures import CancelledError, ProcessPoolExecutor, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

WORKERS = 2
SECONDS = {3: 1.6, 4: 1.6}  # two long files; the others take 0.4 s


def read(number, folder):
    """Pretend to read a file; leave a note in the folder that it was begun."""
    Path(folder, str(number)).touch()
    sleep(SECONDS.get(number, 0.4))


def main():
    with TemporaryDirectory() as folder, ProcessPoolExecutor(WORKERS) as executor:
        futures = {n: executor.submit(read, n, folder) for n in range(1, 12)}
        wait([futures[1], futures[2]])
        sleep(0.4)  # both workers are at their long files now
        # submit() wakes the executor, and it fills up the workers' queue.
        futures[12] = executor.submit(read, 12, folder)
        sleep(0.4)

        def begun():
            return sorted(int(path.name) for path in Path(folder).iterdir())

        print("begun by a worker:", *begun())
        print("done():           ", *(n for n in futures if futures[n].done()))
        print("running():        ", *(n for n in futures if futures[n].running()))
        answer = {n: futures[n].cancel() for n in futures}
        print("cancel() is True: ", *(n for n in futures if answer[n]))
        print("cancel() is False:", *(n for n in futures if not answer[n]))
        try:
            futures[12].result()
        except CancelledError as error:
            print("result() of 12:   ", repr(error))

        wait(futures.values())
        print("begun in the end: ", *begun())


if __name__ == "__main__":
    main()

# Output
#
# begun by a worker: 1 2 3 4
# done():            1 2
# running():         3 4 5 6 7     <- 2 at work, 3 in the workers' queue: with N workers, 2N + 1
# cancel() is True:  8 9 10 11 12
# cancel() is False: 1 2 3 4 5 6 7
# result() of 12:    CancelledError()     <- it carries no message
# begun in the end:  1 2 3 4 5 6 7        <- 5, 6 and 7 were begun after cancel()
