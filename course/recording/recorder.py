"""Runs inside a recorded program: notes what each ProcessPoolExecutor and each task does.

sitecustomize.py beside it is found by every Python process that inherits PYTHONPATH: the
program, its workers under each start method, and programs that it starts. Nothing that the
program submits is wrapped; the executor's own queues and tables are, so that a function that
cannot be pickled, a traceback, a map() in chunks are what they are without a recording. The
TaskGroup of lesson 15, which has no executor inside, is known too.

What is noted goes to the folder that COURSE_RECORDING names, a file for each process, each
line in one write: what was noted stays, however the process ends. course/timeline.py reads it.

    pool    time  pool                     a ProcessPoolExecutor was made
    worker  time  pool  pid                it started a worker process
    submit  time  pool  number  label      it was given a task; a chunk of map() is one task
    known   time  pool  number  how  text  a future was done: returned, raised, cancelled
    ready   time                           this process is a worker
    begin   time  number                   it began a task
    end     time  number  how  text        returned, stopped (told to, and returned), raised

Times are of time.perf_counter(), which all processes of a machine share. A task was told to
stop if its last look at an Event (is_set(), wait()) found it set, or if a one-byte RawValue or
Value of its process was not zero when it returned. Text is escaped: no tab, no newline.
"""

import os
import sys
from importlib.machinery import PathFinder
from time import perf_counter

FOLDER = os.environ.get("COURSE_RECORDING")
LONGEST = 200  # characters of a text that are kept

file = None  # this process's, a descriptor
pools = 0  # that this process has made
event_was_set = False  # the answer to the running task's last look
flags = []  # one-byte values that this process shares with others


def note(line):
    """Write a line (str); a recording that cannot be written does not disturb the program."""
    global file
    if file is None:
        file = open_file(os.getpid())
    write(file, line)


def open_file(pid):
    how = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        return os.open(os.path.join(FOLDER, f"{pid}-{perf_counter():.6f}"), how, 0o600)
    except OSError:
        return -1


def write(file, line):
    try:  # noqa: SIM105  suppress() would take as long as the write
        os.write(file, line.encode("ascii"))
    except OSError:
        pass


def escaped(text):
    if text.isalnum() and text.isascii() and len(text) < LONGEST:
        return text  # most are, and a recording must cost little
    return text[:LONGEST].encode("unicode_escape").decode("ascii")


def described(error):
    """An error's type and message, escaped."""
    try:
        message = str(error)
    except Exception:
        message = ""
    name = type(error).__name__
    return escaped(f"{name}: {message}" if message else name)


def label(arguments):
    """What the reader calls a task: the first argument that is a name or a number, or ""."""
    for value in arguments:
        if isinstance(value, str):
            return value
        if isinstance(value, (int, float)):
            return str(value)
        if isinstance(value, os.PathLike):
            return os.path.basename(os.fspath(value))
        if isinstance(value, tuple | list) and (found := label(value[:3])):
            return found
    return ""


class Processes(dict):
    """The worker processes of a pool, by pid; each is noted when it is put in."""

    def __init__(self, pool):
        self.pool = pool

    def __setitem__(self, pid, process):
        super().__setitem__(pid, process)
        note(f"worker\t{perf_counter():.6f}\t{self.pool}\t{pid}\n")


class Calls:
    """The queue from which a worker takes its tasks."""

    def __init__(self, queue):
        self.queue = queue

    def get(self, *arguments, **named):
        global event_was_set
        item = self.queue.get(*arguments, **named)
        if item is not None:
            event_was_set = False
            note(f"begin\t{perf_counter():.6f}\t{item.work_id}\n")
        return item


class Results:
    """The queue into which a worker puts what came of its tasks."""

    def __init__(self, queue):
        self.queue = queue

    def put(self, item):
        if hasattr(item, "work_id"):  # else it is a worker's farewell
            if item.exception is not None:
                how, text = "raised", described(item.exception.exc)
            elif event_was_set or (flags and any(flag.value not in (0, b"\0") for flag in flags)):
                how, text = "stopped", ""
            else:
                how, text = "returned", ""
            note(f"end\t{perf_counter():.6f}\t{item.work_id}\t{how}\t{text}\n")
        self.queue.put(item)


def known(pool, number, future):
    """Note that a future is done: its callback."""
    time = perf_counter()
    if future.cancelled():
        how, text = "cancelled", ""
    elif (error := future.exception()) is not None:
        how, text = "raised", described(error)
    else:
        how, text = "returned", ""
    note(f"known\t{time:.6f}\t{pool}\t{number}\t{how}\t{text}\n")


def record_pools(module):
    """Change concurrent.futures.process: pools note their tasks, workers what they do."""
    from functools import partial, wraps

    work = module._process_worker
    make = module.ProcessPoolExecutor.__init__

    def submitted(pool, number, item):
        arguments = [*item.args, *item.kwargs.values()]
        if getattr(item.fn, "func", None) is module._process_chunk:
            arguments = list(arguments[0])
            if len(arguments) > 1:
                arguments = [f"{label(arguments[0])}..{label(arguments[-1])}"]
        name = escaped(label(arguments))
        note(f"submit\t{perf_counter():.6f}\t{pool}\t{number}\t{name}\n")
        item.future.add_done_callback(partial(known, pool, number))

    # Pickled by its name, which under spawn the worker looks up in its own, changed module.
    @wraps(work)
    def _process_worker(call_queue, result_queue, *others):
        note(f"ready\t{perf_counter():.6f}\n")
        return work(Calls(call_queue), Results(result_queue), *others)

    @wraps(make)
    def __init__(self, *arguments, **named):
        global pools
        make(self, *arguments, **named)
        pools += 1
        pool = f"{os.getpid()}-{pools}"
        note(f"pool\t{perf_counter():.6f}\t{pool}\n")
        # Not self: an executor that is forgotten is shut down when its last reference goes.
        items, put = self._pending_work_items, self._work_ids.put

        def put_and_note(number):
            submitted(pool, number, items[number])
            put(number)

        self._work_ids.put = put_and_note
        self._processes = Processes(pool)

    module._process_worker = _process_worker
    module.ProcessPoolExecutor.__init__ = __init__


def record_looks(event):
    """Change a class of events: the answer to the last look is remembered."""
    from functools import wraps

    def remembering(look):
        @wraps(look)
        def looking(*arguments, **named):
            global event_was_set
            event_was_set = look(*arguments, **named)
            return event_was_set

        return looking

    event.is_set = remembering(event.is_set)
    event.wait = remembering(event.wait)


def record_flags(module):
    """Change multiprocessing.sharedctypes: values of one byte are remembered."""
    from functools import wraps

    rebuild = module.rebuild_ctype

    @wraps(rebuild)
    def rebuild_ctype(type_, wrapper, length):
        value = rebuild(type_, wrapper, length)
        if length is None and module.ctypes.sizeof(type_) == 1 and hasattr(value, "value"):
            flags.append(value)
            del flags[:-8]  # the youngest few: they are looked at after each task
        return value

    module.rebuild_ctype = rebuild_ctype


def record_groups(module):
    """Change multiprocessing.process: the TaskGroup of lesson 15, or a copy of it, is found when it
    starts its first worker. Its parent does all the noting: it knows which worker is at what.
    """
    from functools import partial, wraps

    start = module.BaseProcess.start
    seen = set()
    numbers = {}  # id of a task: its number, as long as it is not done

    def record(group):
        submit, serve, run = group._submit, group._serve, group._run

        def noted(self, task):
            global pools
            with self._lock:
                if not hasattr(self, "_pool"):
                    pools += 1
                    self._pool, self._count = f"{os.getpid()}-{pools}", 0
                    note(f"pool\t{perf_counter():.6f}\t{self._pool}\n")
                self._count += 1
                return self._pool, self._count - 1

        def done(pool, number, future):
            future.done_at = perf_counter()
            known(pool, number, future)

        @wraps(submit)
        def _submit(self, task):
            self._check_open()
            pool, number = noted(self, task)
            names = [label(arguments) for arguments in (task.calls[0], task.calls[-1])]
            name = escaped(names[0] if len(task.calls) == 1 else "..".join(names))
            note(f"submit\t{perf_counter():.6f}\t{pool}\t{number}\t{name}\n")
            numbers[id(task)] = number
            task.future.add_done_callback(partial(done, pool, number))
            return submit(self, task)

        @wraps(run)
        def _run(self, task, worker):
            pid, number = worker.process.pid, numbers.pop(id(task))
            if pid not in files:
                files[pid] = open_file(pid)
                note(f"worker\t{perf_counter():.6f}\t{self._pool}\t{pid}\n")
                write(files[pid], f"ready\t{perf_counter():.6f}\n")
            write(files[pid], f"begin\t{perf_counter():.6f}\t{number}\n")
            run(self, task, worker)
            error = task.future.exception()
            if worker.killed or type(error).__name__ == "BrokenProcessPool":
                return  # it came to no end
            how, text = ("returned", "") if error is None else ("raised", described(error))
            write(files[pid], f"end\t{task.future.done_at:.6f}\t{number}\t{how}\t{text}\n")

        @wraps(serve)
        def _serve(self, worker):
            pid = worker.process.pid
            serve(self, worker)
            if (file := files.pop(pid, -1)) >= 0:
                os.close(file)

        files = {}  # pid of a worker: what is noted about it
        group._submit, group._serve, group._run = _submit, _serve, _run

    @wraps(start)
    def start_and_see(self):
        group = getattr(self._target, "__globals__", {}).get("TaskGroup")
        if group is not None and group not in seen and {"_submit", "_run"} <= vars(group).keys():
            seen.add(group)
            record(group)
        start(self)

    module.BaseProcess.start = start_and_see


class Finder:
    """Changes a module when it is imported, so that a process that needs none imports none."""

    changes = {  # noqa: RUF012
        "concurrent.futures.process": record_pools,
        "multiprocessing.managers": lambda module: record_looks(module.EventProxy),
        "multiprocessing.synchronize": lambda module: record_looks(module.Event),
        "multiprocessing.sharedctypes": record_flags,
        "multiprocessing.process": record_groups,
    }

    @classmethod
    def find_spec(cls, name, path, target=None):
        change = cls.changes.pop(name, None)
        if change is None:
            return None
        spec = PathFinder.find_spec(name, path, target)
        run = spec.loader.exec_module

        def run_and_change(module):
            run(module)
            change(module)

        spec.loader.exec_module = run_and_change
        return spec


def forget_file():
    """After a fork: the file is the parent's."""
    global file
    file = None


if FOLDER:
    sys.meta_path.insert(0, Finder)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget_file)
