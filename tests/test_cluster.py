"""Lesson 17 on a cluster that is running already, and what becomes of a run if a worker dies."""

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from course import runner, transcript
from course.syllabus import lessons

LESSON = next(lesson for lesson in lessons() if lesson.name == "cluster")

# One cluster serves all the tests here.
pytestmark = pytest.mark.xdist_group("cluster")

PATIENCE = 60  # seconds that a part of the cluster may take to start or to end

# A free port, on loopback, for what each of them listens on, and for its status page.
COMMON = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--scheduler-file"]

# Four tasks are at work when one of the two workers is killed. When the task a has been begun
# again, it meets the damage.
DIES = """
import os
import sys
from concurrent.futures import FIRST_EXCEPTION, wait
from queue import Queue
from time import sleep

from distributed import Client, Event, get_worker


def tell(run, line):
    get_worker().log_event(run, line)


def read(name, stop, damage):
    tell(stop.name, f"{name} begun on {os.environ['MACHINE']}")
    while not stop.is_set():
        if name == "a" and damage.is_set():
            raise OSError("a is damaged")
        sleep(0.05)
    tell(stop.name, f"{name} stopped")


def main():
    with Client(sys.argv[1], timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
        stop, damage, lines = Event(), Event(), Queue()
        client.subscribe_topic(stop.name, lambda event: lines.put(event[1]))
        with client.get_executor(pure=False) as executor:
            futures = [executor.submit(read, name, stop, damage) for name in "abcd"]
            for _ in futures:
                print(lines.get(timeout=60))
            print("all at work")
            while not (line := lines.get(timeout=60)).startswith("a begun"):
                print(line)
            print(line)
            damage.set()
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            print(f"{len(done)} done: {[future.exception() for future in done]}")
            stop.set()
        while not lines.empty():
            print(lines.get())


if __name__ == "__main__":
    main()
"""


@dataclass
class Machine:
    """A part of the cluster: all its processes carry the mark (str); log: what it prints (Path)."""

    process: subprocess.Popen
    mark: str
    log: Path

    def kill(self):
        """As if its power went off: nothing of it runs any more."""
        runner.end(self.mark)
        self.process.wait()


def start(name, folder, *command):
    """Start a part of the cluster by the engine's own command; return a Machine."""
    mark = uuid.uuid4().hex
    log = folder / f"{name}.log"
    with open(log, "w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command, *COMMON, folder / "scheduler.json"],
            env={
                **os.environ,
                runner.MARK: mark,
                "MACHINE": name,
                "DASK_TEMPORARY_DIRECTORY": str(folder),
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Machine(process, mark, log)


def address(scheduler, folder):
    """Where the scheduler listens (str), once it does."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline and scheduler.process.poll() is None:
        try:
            return json.loads((folder / "scheduler.json").read_text(encoding="utf-8"))["address"]
        except (FileNotFoundError, ValueError):  # not yet, or not yet all of it
            sleep(0.1)
    pytest.fail("the scheduler does not start:\n" + scheduler.log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a scheduler with two workers, and these, a dict from name to Machine."""
    folder = tmp_path_factory.mktemp("cluster")
    scheduler = start("scheduler", folder, "scheduler", "--port", "0")
    machines = {"scheduler": scheduler}
    try:
        where = address(scheduler, folder)
        # Each could do all the work of the lesson alone.
        for name in ("first", "second"):
            machines[name] = start(name, folder, "worker", "--nthreads", "10")
        yield where, {name: machine for name, machine in machines.items() if name != "scheduler"}
        for machine in reversed(machines.values()):
            machine.process.terminate()
            machine.process.wait(PATIENCE)
            assert not runner.lingering(machine.mark, monotonic() + runner.SECONDS_TO_LEAVE)
    finally:
        for machine in machines.values():
            machine.kill()


def run_lesson(where):
    run = runner.run(LESSON.script, "--scheduler", where, limit=PATIENCE)
    assert run.trouble() is None, run.texts
    announced = transcript.parse(LESSON.script.read_text(encoding="utf-8"))
    assert transcript.difference(announced, run.texts) is None, run.texts


def test_on_a_running_cluster(cluster):
    """It prints what it prints on its own cluster, and the workers of this one did the work."""
    where, workers = cluster
    run_lesson(where)
    logs = [worker.log.read_text(encoding="utf-8") for worker in workers.values()]
    assert "Something bad happened, shutting down" in "\n".join(logs)


def test_a_worker_dies(cluster, tmp_path):
    """Its tasks are begun again on the other, the flag has survived, and so has the cluster."""
    where, workers = cluster
    path = tmp_path / "dies.py"
    path.write_text(DIES, encoding="utf-8")
    begun = {}  # from name to the machines that it was begun on

    def follow(line):
        if " begun on " in line.text:
            name, machine = line.text.split(" begun on ")
            begun.setdefault(name, []).append(machine)
        if line.text == "all at work":
            workers[begun["a"][0]].kill()

    run = runner.run(path, where, on_line=follow, limit=2 * PATIENCE, folder=tmp_path)
    assert run.trouble() is None, run.texts
    dead = begun["a"][0]
    [alive] = workers.keys() - {dead}
    for name in "abcd":
        assert begun[name] == ([dead, alive] if begun[name][0] == dead else [alive])
    rest = [line for line in run.texts if " begun on " not in line]
    assert rest[:2] == ["all at work", "1 done: [OSError('a is damaged')]"]
    assert sorted(rest[2:]) == ["b stopped", "c stopped", "d stopped"]
    run_lesson(where)


def test_nobody_answers():
    run = runner.run(LESSON.script, "--scheduler", "nonsense", limit=PATIENCE)
    assert run.exit_code == 1
    assert run.texts[0].startswith("No scheduler answers at nonsense. Start one")
    assert "Traceback (most recent call last):" not in run.texts
