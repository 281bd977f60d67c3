"""Lesson 15: a task group: processes that stop as one.

Four files are checked on four workers. One file is damaged, and one check is stuck. The
group below is to processes what asyncio.TaskGroup is to coroutines: whoever leaves its
block, for whatever reason, leaves no task running and no process behind. It is made to be
copied: take the file as it stands, and drop main() and what belongs to it.

    python lessons/lesson_15_task_group.py

Watch out: a stop reaches a task where it looks, with stop_requested(), checkpoint() or
sleep(). A task that never looks has the group's grace, then its process is ended.
"""

import atexit
import multiprocessing
import os
import pickle
import queue
import reprlib
import signal
import threading
import time
import traceback
from collections import deque
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, islice
from multiprocessing import connection, resource_tracker
from multiprocessing.reduction import ForkingPickler

# Why no ProcessPoolExecutor inside? It hands tasks out before a worker is free, does not say
# which task a dead worker had, loses the others with it, and has no public name for its
# processes. With a pipe and a thread for each worker, none of this needs a cure.

__all__ = ["Stopped", "TaskGroup", "checkpoint", "sleep", "stop_requested"]


class Stopped(BaseException):
    """A task, or the block of a group, ends early because the group stops.

    Like asyncio.CancelledError no Exception: `except Exception` in a task lets it pass.
    """


# In a task ---------------------------------------------------------------------------------

# Byte 0 stops the whole group and is never taken back, byte n stops what worker n is doing.
# Bytes of shared memory and no lock: a look costs next to nothing, and nobody who is killed
# can hold it. Outside a group this process looks at two zeros.
_flags, _mine = bytes(2), 1


def stop_requested():
    """Look once: True if this task should end. False outside a group."""
    return _flags[0] != 0 or _flags[_mine] != 0


def checkpoint():
    """Look once, and raise Stopped if this task should end. Nothing outside a group."""
    if stop_requested():
        raise Stopped


def sleep(seconds):
    """Pause for so many seconds (float); raise Stopped as soon as this task should end."""
    end = time.monotonic() + seconds
    checkpoint()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.01))
        checkpoint()


# In a worker -------------------------------------------------------------------------------


def _work(pipe, flags, mine):
    """The main function of worker number mine (int): run what comes through its pipe."""
    global _flags, _mine
    _flags, _mine = flags, mine
    # Ctrl-C reaches the workers too, and it is the parent who stops them. Not SIG_IGN: a
    # program that a task starts would inherit it.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # under fork it is the parent's handler
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # the parent has gone
        pipe.send_bytes(b"")  # ready: from here on it reads at once what it is sent
        while unit := pipe.recv_bytes():
            pipe.send_bytes(_attempt(unit))


def _end_with_parent():
    """Leave when the parent has ended, however it did, and whatever this process is doing.

    But for a call in C that gives no other thread a turn: then, when that call returns.
    """
    parent, parent_id = multiprocessing.parent_process(), os.getppid()
    # Its pipe tells at once, unless another child of the parent has inherited the other end.
    while parent.is_alive() and os.getppid() == parent_id:
        parent.join(0.5)
    os._exit(1)


def _attempt(unit):
    """Run a unit (bytes: function, kwargs, list of args); give back what became of it (bytes).

    That is (results, None), (None, None) if it was stopped, or (None, failure).
    """
    results = []
    try:
        checkpoint()  # the stop may have come after the unit was sent
        function, kwargs, calls = pickle.loads(unit)
        for args in calls:
            checkpoint()
            results.append(function(*args, **kwargs))
        return bytes(ForkingPickler.dumps((results, None)))
    except Stopped:
        return pickle.dumps((None, None))
    except BaseException as error:  # sys.exit() too: no task ends anybody else
        _flags[0] = 1  # before the error travels: the siblings look while it is on its way
        return pickle.dumps((None, (len(results), *_packed(error))))


def _packed(error):
    """An error as (pickled or b"", in one line, with its traceback)."""
    pickled, line, text = b"", type(error).__name__, ""
    with suppress(Exception):  # the class of the error may do anything: what there is, is sent
        frames = error.__traceback__ and error.__traceback__.tb_next  # without _attempt()
        text = "".join(traceback.format_exception(type(error), error, frames))
        line = traceback.format_exception_only(type(error), error)[-1].strip()
        pickled = pickle.dumps(error)
    return pickled, line, text


# In the parent -----------------------------------------------------------------------------


class _WorkerTraceback(Exception):
    """The traceback of an error in the worker, as text: tracebacks do not travel."""

    def __str__(self):
        return f'\n"""\n{self.args[0]}"""'


def _unpacked(pickled, line, text):
    """The error that _packed() has packed, or a RuntimeError that tells of it."""
    error = RuntimeError(line)
    with suppress(Exception):
        arrived = pickle.loads(pickled)
        if isinstance(arrived, Exception) and arrived:  # no SystemExit; falsy is easily lost
            error = arrived
    error.__cause__ = _WorkerTraceback(text)
    return error


def _short(value):
    """How a value is shown in a note (str)."""
    short = reprlib.Repr()
    short.maxstring = short.maxother = 60
    try:
        return short.repr(value)
    except Exception:  # an int of 5,000 digits
        return f"<{type(value).__name__}>"


@dataclass(eq=False, slots=True)
class _Task:
    function: object
    kwargs: dict
    calls: list  # of args: the one of submit(), or a chunk of map()
    whole: bool = False  # its result is the list of all results
    worker: int = 0  # the number of the one that was given it last
    future: Future = field(default_factory=Future)

    def name(self, index=None):
        """What was called, shortened (str); without an index (int) all of a chunk."""
        last = len(self.calls) - 1
        if index is None or index > last:  # it was none of the calls that failed
            return f"{self.name(0)} ... {self.name(last)}" if last else self.name(0)
        args = [_short(arg) for arg in self.calls[index]]
        args += [f"{key}={_short(value)}" for key, value in self.kwargs.items()]
        function = getattr(self.function, "__qualname__", None) or _short(self.function)
        return f"{function}({', '.join(args)})"


@dataclass(eq=False, slots=True)
class _Worker:
    number: int
    process: multiprocessing.process.BaseProcess
    pipe: connection.Connection
    killed: bool = False

    def end(self):
        gone = connection.wait([self.process.sentinel], 0)
        if self.process.is_alive() and not gone:  # otherwise another may have its id by now
            self.process.kill()
        self.process.join()
        self.pipe.close()
        with suppress(ValueError):  # SIGCHLD is ignored: how it ended, nobody knows
            self.process.close()


class TaskGroup:
    """Runs tasks in worker processes; when one fails, all stop.

        with TaskGroup() as group:
            futures = [group.submit(work, name) for name in names]

    When the block is left, every task has ended and no process of the group is alive. What
    failed is raised as one ExceptionGroup: every error of a task, with a note that names the
    task and the worker's traceback as its cause, and the error of the block, if it had one.
    A worker that dies counts as BrokenProcessPool. KeyboardInterrupt and SystemExit of the
    block come out as they are. What had not begun is cancelled.

    max_workers: int, by default one a core; they start with the block. grace: seconds that a
    task has to look after a stop; then its process is terminated, a second later killed.
    mp_context: as for ProcessPoolExecutor. Raises ValueError for a number that cannot be.
    """

    def __init__(self, max_workers=None, grace=5.0, mp_context=None):
        if max_workers is None:
            max_workers = getattr(os, "process_cpu_count", os.cpu_count)() or 1
        if max_workers < 1 or not grace >= 0:
            raise ValueError("max_workers must be at least 1, and grace 0 or more seconds")
        self._size, self._grace = max_workers, grace
        self._context = mp_context or multiprocessing.get_context()
        self._flags = self._context.RawArray("B", 1 + max_workers)
        self._threads = []
        self._open = False
        self._tasks = queue.SimpleQueue()
        self._errors, self._killed = [], []
        self._stopped_at = None
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def submit(self, function, /, *args, **kwargs):
        """Run function(*args, **kwargs) in a worker; return its concurrent.futures.Future.

        Raises Stopped once the group stops, RuntimeError outside the block. What cannot be
        pickled fails this one task.
        """
        return self._submit(_Task(function, kwargs, [args])).future

    def map(self, function, *iterables, chunksize=1, buffersize=None):
        """Yield function(*items) for the items of the iterables, in their order.

        Takes at most buffersize items (int, by default two chunks a worker) ahead of what
        was read, so the input may be endless; a worker is sent chunksize (int) at a time. When
        the iterator is closed, as by leaving the loop over it, what it has begun is asked to
        stop; the grace is for a stop of the group.
        Raises Stopped, here and while it is read, once the group stops; ValueError if a
        size is below 1.
        """
        if chunksize < 1 or (buffersize is not None and buffersize < 1):
            raise ValueError("chunksize and buffersize must be at least 1")
        buffersize = buffersize or 2 * self._size * chunksize
        chunksize = min(chunksize, buffersize)
        items = zip(*iterables)  # noqa: B905  to the end of the shortest, as Executor.map()
        ahead = deque()

        def take():
            self._check_open()  # first: an item that is taken in vain would be lost
            if chunk := list(islice(items, chunksize)):
                ahead.append(self._submit(_Task(function, {}, chunk, whole=True)))

        def read():
            try:
                yield  # see below
                while ahead:
                    try:
                        results = ahead[0].future.result()
                    except Exception:  # the group has it too
                        raise Stopped from None
                    ahead.popleft()
                    yield from results
                    take()
            finally:
                for task in ahead:
                    self._stop_one(task)

        for _ in range(buffersize // chunksize):
            take()
        reader = read()
        next(reader)  # into its try: otherwise close() would find nothing to do
        return reader

    def stop(self):
        """Stop all tasks, without an error: what was sought is found. From any thread."""
        self._flags[0] = 1

    def __enter__(self):
        if self._threads:
            raise RuntimeError("a TaskGroup is for one block: make a new one")
        workers = []
        try:
            with _ctrl_c_held_back(self._context):
                for number in range(1, self._size + 1):
                    pipe, end = self._context.Pipe()
                    process = self._context.Process(target=_work, args=(end, self._flags, number))
                    process.start()
                    workers.append(_Worker(number, process, pipe))
                    end.close()  # so that the pipe ends when the worker does
                self._serving = self._size
                # After the last fork: a process that is forked while threads run may hang.
                for worker in workers:
                    serve = threading.Thread(target=self._serve, args=[worker], daemon=True)
                    self._threads.append(serve)
                    serve.start()
                self._open = True
                atexit.register(self._at_exit, os.getpid())
        except BaseException as error:  # the system has no room for more processes; Ctrl-C
            if self._open:
                self.__exit__(type(error), error, None)
            for worker in workers:
                worker.end()
            raise
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, CancelledError) and self._flags[0]:
            error = Stopped()  # result() of a task that the stop has cancelled
        while not self._ended.is_set():
            try:
                if error is not None:
                    self._flags[0] = 1
                self._open = False
                for _ in range(self._size):
                    self._tasks.put(None)
                while not self._ended.wait(0.2):  # with no limit Windows would not hear Ctrl-C
                    pass
            except BaseException as raised:  # by the handler of a signal: Ctrl-C, SIGTERM
                if isinstance(error, KeyboardInterrupt):  # the second one
                    self._grace = 0
                else:
                    error = raised
        for thread in self._threads:
            thread.join()
        atexit.unregister(self._at_exit)
        if not isinstance(error, (Exception, Stopped, type(None))):
            raise error  # KeyboardInterrupt, SystemExit: bare
        # result() in the block may have raised what the group has already.
        if isinstance(error, Exception) and not any(error is other for other in self._errors):
            self._errors.append(error)
        if self._errors:
            group = ExceptionGroup("tasks have failed", self._errors)
            if self._killed:
                group.add_note(f"killed, for they did not look: {', '.join(self._killed)}")
            raise group from None
        checkpoint()  # in a task of another group: it may have been that one's Stopped
        return True

    # The rest is the group's own.

    def _at_exit(self, process_id):
        """Do what __exit__ did not: a signal can come before its first line has begun."""
        if os.getpid() == process_id:  # not in a child that was forked in the block
            with suppress(BaseException):
                self.__exit__(None, SystemExit(), None)

    def _check_open(self):
        if not self._open:
            raise RuntimeError("the group takes tasks in its block: with TaskGroup() as group:")
        if self._flags[0]:
            raise Stopped

    def _submit(self, task):
        self._check_open()
        self._tasks.put(task)
        return task

    def _stop_one(self, task):
        with self._lock:  # its worker must not begin another one meanwhile
            if not task.future.cancel() and task.future.running():
                self._flags[task.worker] = 1

    # Each worker has a thread in the parent, which alone talks to it, and ends it.

    def _serve(self, worker):
        try:
            if self._answer(worker) is None and not worker.killed:  # it could not begin
                self._fail(None, self._end_of(worker))
            while task := self._tasks.get():
                with self._lock:
                    task.worker, self._flags[worker.number] = worker.number, 0
                with suppress(Stopped):  # of a callback of the future that calls submit()
                    if self._flags[0]:
                        task.future.cancel()
                with suppress(Stopped):
                    if task.future.set_running_or_notify_cancel():  # so that wait() hears of it
                        self._run(task, worker)
            with suppress(OSError):
                worker.pipe.send_bytes(b"")
            while self._answer(worker) is not None:
                pass
        finally:
            worker.end()
            with self._lock:
                self._serving -= 1
                if not self._serving:
                    self._ended.set()

    def _run(self, task, worker):
        """Have a worker run a task, and settle its future."""
        try:
            # As bytes: the view that dumps() returns complains when it is collected in a cycle.
            unit = bytes(ForkingPickler.dumps((task.function, task.kwargs, task.calls)))
            with suppress(OSError):  # it has ended: the answer tells
                worker.pipe.send_bytes(unit)
            if (message := self._answer(worker)) is None:
                raise self._end_of(worker)
            results, failure = pickle.loads(message)
        except Stopped as stopped:
            self._killed.append(task.name())
            task.future.set_exception(stopped)
        except Exception as error:  # a dead worker, or something that cannot be pickled
            self._fail(task, error)
        else:
            if failure:
                index, *packed = failure
                self._fail(task, _unpacked(*packed), index)
            elif results is None:
                task.future.set_exception(Stopped())
            else:
                task.future.set_result(results if task.whole else results[0])

    def _fail(self, task, error, index=None):
        self._errors.append(error)
        self._flags[0] = 1
        if task:
            with suppress(TypeError):  # the error has __notes__ of another kind
                error.add_note(f"in task {task.name(index)}")
            task.future.set_exception(error)

    def _answer(self, worker):
        """The next message of a worker (bytes), None if its process has ended."""
        watched, gone = [worker.process.sentinel, worker.pipe], False
        while True:
            ready = connection.wait(watched, 0.1)
            if worker.pipe in ready:
                with suppress(EOFError, OSError):
                    return worker.pipe.recv_bytes()
                watched.remove(worker.pipe)  # the process is about to end
            elif ready or gone:
                return None
            if self._flags[0]:
                self._press(worker)
            # A child of its own may hold both open. What it has sent lies in the pipe by now.
            gone = not worker.process.is_alive()

    def _press(self, worker):
        """End a worker by force if it has not looked within the grace."""
        self._stopped_at = self._stopped_at or time.monotonic()
        late = time.monotonic() - self._stopped_at - self._grace
        if late >= 0:
            worker.killed = True
            worker.process.terminate()
        if late >= 1:
            worker.process.kill()

    def _end_of(self, worker):
        """The exception that the end of a worker is for its task."""
        if worker.killed:
            return Stopped("killed")
        worker.process.join()
        code = worker.process.exitcode
        return BrokenProcessPool(f"the worker process ended, with exit code {code}")


@contextmanager
def _ctrl_c_held_back(context):
    """Let new workers start with SIGINT blocked: until they can ignore it."""
    # Not under forkserver, whose server would keep the mask for all its later children; there
    # the moment is short, for the server has imported the program already.
    if os.name == "nt" or context.get_start_method() == "forkserver":
        yield
        return
    if context.get_start_method() == "spawn":
        resource_tracker.ensure_running()  # its start would unblock the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# How it is used ----------------------------------------------------------------------------


def check(name):
    """Check the blocks of a file, 0.4 s each."""
    try:
        for number in range(5):
            sleep(0.4)
            if name == "damaged.txt" and number == 1:
                raise OSError("block 1 is damaged")
            if name == "stuck.txt":
                time.sleep(60)  # a call that does not come back, and does not look
    except Stopped:
        print(f"{name}: stopped\n", end="", flush=True)
        raise


def is_prime(number):
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def main():
    try:
        with TaskGroup(max_workers=4, grace=0.5) as group:
            for name in ["a.txt", "damaged.txt", "stuck.txt", "b.txt"]:
                group.submit(check, name)
    except* OSError as failed:
        print(*getattr(failed, "__notes__", ["nobody had to be killed"]), sep="\n")
        for error in failed.exceptions:
            print(repr(error), *error.__notes__)
    print("processes left:", len(multiprocessing.active_children()))

    with TaskGroup(max_workers=2) as group:
        numbers = count(10_000)  # without end
        for number, prime in enumerate(group.map(is_prime, numbers, chunksize=100), 10_000):
            if prime:
                print("the first prime from 10000 on:", number)
                group.stop()
                break


if __name__ == "__main__":
    main()

# Output
#
# * a.txt: stopped
# * b.txt: stopped
# killed, for they did not look: check('stuck.txt')
# OSError('block 1 is damaged') in task check('damaged.txt')
# processes left: 0
# the first prime from 10000 on: 10007
