"""Runs a program as a user would, reads its lines as they come, leaves no process behind."""

import os
import subprocess
import sys
import uuid
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic, sleep

import psutil

LAUNCH = Path(__file__).with_name("launch.py")

# Every process of a run inherits this variable with a value of the run's own. That
# finds them all on every system, also those whose parent has gone.
MARK = "COURSE_RUN"

LOOK = 0.2  # seconds

# What a run may print before it counts as one that never ends.
MOST_LINES = 10_000

# A pool's helpers (the fork server, the resource tracker) end by themselves within
# moments of the program; whatever is alive after so many seconds was left behind.
SECONDS_TO_LEAVE = 5


@dataclass(frozen=True)
class Line:
    """A printed line: seconds since the program's start, and its text without the newline."""

    seconds: float
    text: str


@dataclass(frozen=True)
class Run:
    """What became of a run.

    lines: list of Line, standard error among them; exit_code: int, None where the run
    was ended by force; seconds: how long it took; ended_by: None, "time" or "lines",
    the limit that it exceeded; left_behind: command lines (list of str) of processes
    that were alive after the program itself had ended.
    """

    lines: list[Line]
    exit_code: int | None
    seconds: float
    ended_by: str | None
    left_behind: list[str]

    @property
    def texts(self):
        """The printed lines, a list of str."""
        return [line.text for line in self.lines]

    def trouble(self):
        """What went wrong, a sentence that says what to do next; None if nothing did."""
        if self.ended_by == "time":
            return f"It did not end in {self.seconds:.0f} s and was killed: what does it wait for?"
        if self.ended_by == "lines":
            return f"It printed {MOST_LINES} lines and was killed: look for an endless loop."
        if self.left_behind:
            return (
                f"It left processes behind ({len(self.left_behind)}, now killed): close every pool."
            )
        if self.exit_code and not self.lines:
            return (
                f"It ended with exit code {self.exit_code} and printed nothing: "
                "look for what ends it."
            )
        if self.exit_code:
            return f"It ended with exit code {self.exit_code}: its last lines say why."
        return None


def run(
    program,
    *arguments,
    start_method="default",
    limit=60,
    on_line=None,
    meanwhile=None,
    folder=None,
    environment=None,
):
    """Run a program to its end, and end every process it started.

    program: path of a Python file; arguments: its command line; start_method: "fork",
    "forkserver", "spawn" or "default"; limit: seconds; on_line: called with each
    Line as it comes; meanwhile: called every LOOK seconds or more often; folder: where it
    runs, by default the current folder; environment: a dict of variables (str) that it has
    beside the user's.

    Returns a Run. An exception, KeyboardInterrupt too, ends the processes first. Whatever
    way it ends, no temporary file, semaphore or shared memory of the program is left.
    """
    mark = uuid.uuid4().hex
    temporary = TemporaryDirectory(ignore_cleanup_errors=True)
    start = monotonic()
    process = subprocess.Popen(
        [sys.executable, LAUNCH, start_method, Path(program).resolve(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**_environment(mark), "TMPDIR": temporary.name, **(environment or {})},
        cwd=folder,
        start_new_session=True,  # Ctrl-C in the terminal is for the course, not for the program
    )
    events = Queue()
    reader = Thread(target=_read, args=(process.stdout, start, events), daemon=True)
    waiter = Thread(target=_wait, args=(process, events), daemon=True)
    lines = []
    left_behind = []
    unfinished = {"output", "program"}
    deadline = start + limit
    try:
        reader.start()
        waiter.start()
        while unfinished and len(lines) < MOST_LINES:
            try:
                if meanwhile:
                    meanwhile()
                event = events.get(timeout=min(LOOK, max(0, deadline - monotonic())))
            except Empty:
                if monotonic() < deadline:
                    continue
                break
            if isinstance(event, Line):
                lines.append(event)
                if on_line:
                    on_line(event)
                continue
            unfinished.remove(event)
            if event == "program":  # only a process it left behind can hold its output open now
                deadline = monotonic() + SECONDS_TO_LEAVE
        ended = "program" not in unfinished
        if ended:
            left_behind = lingering(mark, deadline)
    finally:
        end(mark)
        waiter.join()
        reader.join(SECONDS_TO_LEAVE)  # a process that threw its mark away may hold the pipe
        if not reader.is_alive():
            process.stdout.close()
        temporary.cleanup()
    return Run(
        lines=lines,
        exit_code=process.returncode if ended else None,
        seconds=monotonic() - start,
        ended_by=None if ended else "lines" if len(lines) >= MOST_LINES else "time",
        left_behind=left_behind,
    )


def _environment(mark):
    """The user's environment, less what changes how a child prints, with the run's mark."""
    environment = dict(os.environ, PYTHONIOENCODING="utf-8", PYTHON_COLORS="0")
    for name in ("PYTHONUNBUFFERED", "FORCE_COLOR"):
        environment.pop(name, None)
    # A run inside a run carries both marks: ending the outer one ends the inner one too.
    environment[MARK] = environment.get(MARK, "") + mark
    return environment


def _read(output, start, events):
    """Hand on each line with its time; at the limit stop, so that a flood waits in the pipe."""
    for text in islice(iter(lambda: output.readline(10_000), ""), MOST_LINES):
        events.put(Line(monotonic() - start, text.rstrip("\n")))
    events.put("output")


def _wait(process, events):
    process.wait()
    events.put("program")


def _alive(mark):
    """The live processes of a run, a list of psutil.Process."""
    return [
        process
        for process in psutil.process_iter(["environ"])
        if mark in (process.info["environ"] or {}).get(MARK, "")
    ]


def lingering(mark, deadline):
    """The command lines of processes with this mark that are alive at the deadline."""
    while (alive := _alive(mark)) and monotonic() < deadline:
        sleep(0.02)
    commands = []
    for process in alive:
        with suppress(psutil.Error):
            commands.append(" ".join(process.cmdline()))
    return commands


def end(mark):
    """Kill what is left of a run; a process may be starting another meanwhile, so until none is.

    A resource tracker ends by itself when the others have gone, and removes the semaphores
    and the shared memory that they left: it has SECONDS_TO_LEAVE for that.
    """
    deadline = monotonic() + SECONDS_TO_LEAVE
    while alive := _alive(mark):
        for process in alive:
            with suppress(psutil.Error):
                tidies = "multiprocessing.resource_tracker" in " ".join(process.cmdline())
                if not tidies or monotonic() > deadline:
                    process.kill()
        sleep(0.02)
