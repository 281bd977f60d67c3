"""Records a program and makes a timeline of it: what each worker process did, and when.

    timeline, run = record("lessons/lesson_06_fail_fast.py")

Any program that uses ProcessPoolExecutor, or the TaskGroup of lesson 15, without a change to it;
recording/recorder.py says how. drawing.py draws the timeline. The outcomes of a task:

    succeeded      it returned
    failed         it raised; or it could not be sent to a worker
    stopped early  it raised an error named like Stopped or Cancelled, or KeyboardInterrupt; or it
                   returned, and its last look at an Event found it set, or a one-byte RawValue or
                   Value was set when it returned
    killed         it began and came to no end: its process was ended
    never begun    cancel() was called, or the pool was shut down or broken

A flag of another kind (a pipe, a file) cannot be seen: a task that returns because of it counts
as succeeded, unless it raises. Times are in seconds since the start of the program.
"""

import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter

import psutil

from course import runner

RECORDING = Path(__file__).with_name("recording")
EACH = 0.05  # seconds between two looks at which processes are alive

SUCCEEDED = "succeeded"
FAILED = "failed"
STOPPED = "stopped early"
KILLED = "killed"
CANCELLED = "never begun"

TOLD_TO = re.compile(r"\w*(Stopped|Cancell?ed)\w*\b|KeyboardInterrupt\b")

RAISED = "raised"
KNOWN = "known"
EMPTY = "empty"


@dataclass
class Task:
    """One task. worker is None if it never began, and so is begun; ended is then when it was
    known that it never would; error is the type and message of what it raised, or "".
    """

    name: str
    submitted: float
    worker: int | None = None
    begun: float | None = None
    ended: float | None = None
    outcome: str | None = None
    error: str = ""
    known: float | None = None  # when its future was done
    how: str = ""  # how the future was done: returned, raised, cancelled

    @property
    def seconds(self):
        return self.ended - self.begun


@dataclass(frozen=True)
class Mark:
    """A moment of a pool: RAISED, KNOWN (by the parent) or EMPTY, and a sentence about it."""

    kind: str
    time: float
    text: str


@dataclass
class Timeline:
    """What became of a program's pools.

    name: the program's; seconds: how long it took; pools: how many; workers: for each worker
    process the list of its tasks; unbegun: the tasks that never began; marks: in time's order.
    """

    name: str
    seconds: float
    pools: int = 0
    workers: list[list[Task]] = field(default_factory=list)
    unbegun: list[Task] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def tasks(self):
        return [task for tasks in self.workers for task in tasks] + self.unbegun

    def outcomes(self):
        """The tasks of each outcome that there is, a dict of lists, in a fixed order."""
        by_outcome = defaultdict(list)
        for task in self.tasks:
            by_outcome[task.outcome].append(task)
        every = (SUCCEEDED, FAILED, STOPPED, KILLED, CANCELLED)
        return {outcome: by_outcome[outcome] for outcome in every if by_outcome[outcome]}

    def title(self):
        """The program, and how many tasks and workers it had, in how many seconds."""
        pools = f" in {self.pools} pools" if self.pools > 1 else ""
        return (
            f"{self.name}: {counted(len(self.tasks), 'task')}, "
            f"{counted(len(self.workers), 'worker')}{pools}, {self.seconds:.1f} s"
        )

    def summary(self):
        """How many tasks had which outcome, in words."""
        return ", ".join(f"{len(tasks):,} {outcome}" for outcome, tasks in self.outcomes().items())


def counted(number, thing):
    """A number with its noun, in the plural where it needs it."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def record(program, *arguments, name=None, **options):
    """Run a program (path) with its arguments, as runner.run() does with these options.

    Returns a Timeline, under this name or the program's, and the Run. A KeyboardInterrupt ends
    the program; the Run is then None.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = os.pathsep.join(filter(None, [str(RECORDING), os.environ.get("PYTHONPATH")]))
        environment = {"COURSE_RECORDING": folder, "PYTHONPATH": path}
        deaths = {}
        over = Event()
        watcher = Thread(target=_watch, args=(folder, deaths, over), daemon=True)
        start = perf_counter()
        watcher.start()
        run = None
        try:
            run = runner.run(program, *arguments, environment=environment, **options)
        except KeyboardInterrupt:
            pass
        finally:
            over.set()
            watcher.join()
        seconds = run.seconds if run else perf_counter() - start
        return read(folder, name or Path(program).name, start, seconds, deaths), run


def _watch(folder, deaths, over):
    """Note when each process that has a file in the folder was first seen to have gone."""
    while not over.wait(EACH):
        for name in os.listdir(folder):
            if name not in deaths and not _alive(_pid(name)):
                deaths[name] = perf_counter()


def _pid(name):
    return int(name.partition("-")[0])


def _alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def read(folder, name, start, seconds, deaths):
    """The Timeline of a recording.

    folder: where it lies; name: the program's; start: the program's, on the clock of
    perf_counter(); seconds: how long it took; deaths: a dict from file name to the time at which
    its process was seen to have gone.
    """
    timeline = Timeline(name, seconds)
    pools = {}  # name of the pool: its tasks by number
    process_of = {}  # pid of a worker: its pool
    works = []  # for each worker: when it was ready, its file, its lines
    for file in sorted(os.listdir(folder)):
        lines = []
        for line in Path(folder, file).read_text(encoding="ascii").splitlines(keepends=True):
            if not line.endswith("\n"):
                continue  # the process ended while it wrote this
            kind, time, *rest = line[:-1].split("\t")
            time = float(time) - start
            match kind:
                case "pool":
                    pools.setdefault(rest[0], {})
                case "worker":
                    process_of[int(rest[1])] = rest[0]
                case "submit":
                    pool, number, label = rest
                    pools[pool][number] = Task(_text(label) or number, time)
                case "known":
                    pool, number, how, text = rest
                    task = pools[pool][number]
                    task.known, task.how, task.error = time, how, _text(text)
                case "ready":
                    works.append((time, file, lines))
                case "begin" | "end":
                    lines.append((kind, time, rest))
    timeline.pools = len(pools)
    works = [work for work in works if _pid(work[1]) in process_of]
    # The lanes of a pool stand together, in the order in which their first tasks were submitted.
    order = {pool: number for number, pool in enumerate(pools)}

    def place(work):
        ready, file, lines = work
        first = int(lines[0][2][0]) if lines else float("inf")
        return order[process_of[_pid(file)]], first, ready

    works.sort(key=place)
    for worker, (_, file, lines) in enumerate(works):
        tasks = pools[process_of[_pid(file)]]
        timeline.workers.append(_worked(worker, lines, tasks))
        for task in timeline.workers[-1]:
            if task.ended is None:
                _end_killed(task, deaths.get(file, float("inf")) - start, seconds)
    for tasks in pools.values():
        for task in tasks.values():
            if task.begun is None:
                timeline.unbegun.append(task)
                task.ended = seconds if task.known is None else task.known
                broken = task.error.startswith("BrokenProcessPool")
                task.outcome = FAILED if task.how == "raised" and not broken else CANCELLED
        timeline.marks += _marks(list(tasks.values()))
    timeline.marks.sort(key=lambda mark: mark.time)
    return timeline


def _text(escaped):
    return escaped.encode("ascii").decode("unicode_escape")


def _worked(worker, lines, tasks):
    """The tasks that a worker began, from its lines (kind, time, rest), in order."""
    begun = []
    for kind, time, (number, *rest) in lines:
        task = tasks[number]
        if kind == "begin":
            task.worker, task.begun = worker, time
            begun.append(task)
            continue
        how, text = rest
        task.ended = time
        if how == "raised":
            task.error = _text(text)
            task.outcome = STOPPED if TOLD_TO.match(task.error) else FAILED
        else:
            task.outcome = STOPPED if how == "stopped" else SUCCEEDED
    return begun


def _end_killed(task, death, seconds):
    """Its process was seen to have gone at death, which is late by up to two looks; the pool's
    word, if it came within these, is nearer to the truth.
    """
    task.outcome = KILLED
    known = float("inf") if task.known is None else task.known
    ended = known if 0 <= death - known <= 2 * EACH else death
    task.ended = max(task.begun, min(ended, seconds))


def _marks(tasks):
    """The marks of a pool that had these tasks."""
    marks = []
    failed = [task for task in tasks if task.outcome == FAILED and task.begun is not None]
    first = min(failed, key=lambda task: task.ended, default=None)
    if first:
        marks.append(Mark(RAISED, first.ended, f"task {first.name} raised {first.error}"))
    heard = [task for task in tasks if task.how == "raised" and task.outcome in (FAILED, KILLED)]
    heard = min(heard, key=lambda task: task.known, default=None)
    if heard:
        # A pool's own error says what it is by its name.
        error = re.sub(r"(?<=^BrokenProcessPool):.*", "", heard.error)
        after = f", {span(heard.known - first.ended)} later" if first else f": {error}"
        marks.append(Mark(KNOWN, heard.known, f"the parent knew{after}"))
    known = all(task.known is not None for task in tasks)  # not if the parent was killed before
    if known and any(task.begun is not None for task in tasks):
        empty = max(task.ended for task in tasks if task.begun is not None)
        after = ""
        if first and empty > first.ended:
            after = f", {span(empty - first.ended)} after the failure"
        elif heard and empty > heard.known:
            after = f", {span(empty - heard.known)} after the parent knew"
        marks.append(Mark(EMPTY, empty, f"the pool was empty{after}"))
    return marks


def span(seconds):
    """A length of time as a person reads it."""
    if seconds < 0.0995:
        return f"{seconds * 1000:.{1 if seconds < 0.00995 else 0}f} ms"
    return f"{seconds:.2f} s" if seconds < 9.995 else f"{seconds:.0f} s"
