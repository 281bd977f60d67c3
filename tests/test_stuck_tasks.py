"""Lesson 10: what its output block leaves open, and a pool that is broken already."""

import os

from course import runner
from course.syllabus import lessons

LESSON = next(lesson for lesson in lessons() if lesson.name == "stuck_tasks")

BROKEN = """
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep

from lesson_10_stuck_tasks import stop_by_force


def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path("deaf").touch()
    sleep(20)


def dies():
    while not Path("both are watched").exists():
        sleep(0.1)
    os._exit(1)


def main():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        futures = [executor.submit(deaf), executor.submit(dies)]
        while not Path("deaf").exists():
            sleep(0.1)
        executor.submit(int)  # an executor may overlook the death of its youngest worker
        Path("both are watched").touch()
        print(*(type(future.exception()).__name__ for future in futures))
        start = monotonic()
        print(stop_by_force(executor, 1), "killed")
        print("within ten seconds:", monotonic() - start < 10)


if __name__ == "__main__":
    main()
"""

KILLED = 0 if os.name == "nt" else 1  # on Windows nothing can ignore terminate()


def test_one_has_to_be_killed():
    run = runner.run(LESSON.script, limit=40)
    assert run.trouble() is None, run.texts
    assert f"had to be killed:    {KILLED}" in run.texts


def test_broken_pool(tmp_path):
    """A worker has died; another ignores the terminate() that follows from that."""
    (tmp_path / LESSON.script.name).write_bytes(LESSON.script.read_bytes())
    path = tmp_path / "broken.py"
    path.write_text(BROKEN, encoding="utf-8")
    run = runner.run(path, limit=40, folder=tmp_path)
    assert run.trouble() is None, run.texts
    assert run.texts == [
        "BrokenProcessPool BrokenProcessPool",
        f"{KILLED} killed",
        "within ten seconds: True",
    ]
