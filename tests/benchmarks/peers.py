"""The techniques of the race, each in the few lines that its own documentation would write.

Every one does the same work (work.py) with the same number of workers. A package is
imported when its technique is made, so that the others run without it.
"""

import logging
import os
import tempfile
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from multiprocessing import Manager, Pool, connection
from secrets import token_hex

from tests.benchmarks.work import UNASKED, WORKERS, Failed, nothing, nothings, time_of, work


class Technique:
    """A way to stop; a subclass says how.

    name: as it stands in the table; package: what must be installed, None for the
    standard library; kills: whether it ends running tasks by ending their processes;
    looks: whether its tasks have something to look at; cluster: whether its workers
    outlast a stop, so that only those which ran a sibling of the failed task must end;
    many: how many tasks it is given when it is given many; races: the measurements it
    takes part in; runs: the tasks of the measurement without a failure; chunks: whether
    they can travel in chunks.
    """

    name = ""
    package = None
    kills = False
    looks = False
    cluster = False
    many = 100_000
    runs = 20_000
    chunks = True
    races = ("stop", "happy")

    @classmethod
    def installed(cls):
        return cls.package is None or find_spec(cls.package) is not None

    def start(self):
        """Start a cluster, where there is one: before the clock runs."""

    def end(self):
        """End it: after the clock was read."""

    def stop(self, tasks, looking):
        """Run so many tasks, the first of which fails; return its error, everything ended.

        looking: whether the siblings look, if they have something to look at.
        """
        raise NotImplementedError

    def happy(self):
        """A context that gives a function run(tasks, chunk): how many of them it has done.

        chunk: how many tasks travel together; 1 is one by one.
        """
        raise NotImplementedError


def run_on(executor, tasks, chunk):
    """What happy() gives for an executor."""
    if chunk > 1:
        return count(executor.map(nothing, range(tasks), chunksize=chunk))
    futures = [executor.submit(nothing, index) for index in range(tasks)]
    return len(wait(futures).done)


class Executor(Technique):
    """The executor by itself: what a task costs. It does not stop anything, so it is not raced."""

    name = "ProcessPoolExecutor"
    races = ("happy",)

    @contextmanager
    def happy(self):
        with ProcessPoolExecutor(WORKERS) as executor:
            yield partial(run_on, executor)


class ManagerEvent(Technique):
    """The published example: the parent waits for the first failure and sets the flag."""

    name = "Manager().Event()"
    looks = True
    runs = 2_000
    races = ("stop", "happy", "look")

    def stop(self, tasks, looking):
        task = work_looking_at if looking else work_with_event
        with Manager() as manager, ProcessPoolExecutor(WORKERS) as executor:
            event = manager.Event()
            futures = [executor.submit(task, index, event) for index in range(tasks)]
            _, not_done = wait(futures, return_when=FIRST_EXCEPTION)
            event.set()
            for future in not_done:
                future.cancel()
        return futures[0].exception()

    @contextmanager
    def happy(self):
        with Manager() as manager, ProcessPoolExecutor(WORKERS) as executor:
            event = manager.Event()

            def run(tasks, chunk):
                if chunk > 1:
                    events = [event] * tasks
                    return count(
                        executor.map(nothing_with_event, range(tasks), events, chunksize=chunk)
                    )
                futures = [
                    executor.submit(nothing_with_event, index, event) for index in range(tasks)
                ]
                return len(wait(futures).done)

            yield run

    def look(self):
        """Seconds of one look and of one empty call, in a worker."""
        with Manager() as manager, ProcessPoolExecutor(1) as executor:
            return executor.submit(times_of_event, manager.Event()).result()


def work_looking_at(index, event):
    work(index, event.is_set)


def work_with_event(index, _event):
    work(index, longest=UNASKED)


def nothing_with_event(index, _event):
    nothing(index)


def times_of_event(event):
    return time_of(event.is_set), time_of(nothing)


class Terminate(Technique):
    """End the workers with SIGTERM; by hand before Python 3.14, as in lesson 10."""

    name = "terminate_workers()"
    kills = True
    races = ("stop",)
    method = "terminate"

    def stop(self, tasks, looking):
        with ProcessPoolExecutor(WORKERS) as executor:
            futures = [executor.submit(work, index) for index in range(tasks)]
            wait(futures, return_when=FIRST_EXCEPTION)
            workers = list(executor._processes.values())  # shutdown() forgets them
            if hasattr(executor, f"{self.method}_workers"):
                getattr(executor, f"{self.method}_workers")()
            else:
                executor.shutdown(wait=False, cancel_futures=True)
                for worker in workers:
                    getattr(worker, self.method)()
            for worker in workers:
                connection.wait([worker.sentinel])
                worker.join()
        return futures[0].exception()


class Kill(Terminate):
    """The same with SIGKILL, which nothing can refuse."""

    name = "kill_workers()"
    method = "kill"


class StandardPool(Technique):
    """multiprocessing.Pool: leaving its block terminates the workers."""

    name = "multiprocessing.Pool"
    kills = True

    def stop(self, tasks, looking):
        with Pool(WORKERS) as pool:
            try:
                count(pool.imap_unordered(work, range(tasks)))
            except Failed as error:
                failure = error
            pool.terminate()
            pool.join()
        return failure

    @contextmanager
    def happy(self):
        with Pool(WORKERS) as pool:
            yield lambda tasks, chunk: count(pool.imap(nothing, range(tasks), chunksize=chunk))


class Joblib(Technique):
    name = "joblib"
    package = "joblib"
    kills = True

    def __init__(self):
        import joblib

        self.joblib = joblib

    def stop(self, tasks, looking):
        try:
            self.joblib.Parallel(n_jobs=WORKERS)(
                self.joblib.delayed(work)(index) for index in range(tasks)
            )
        except Failed as error:
            return error

    @contextmanager
    def happy(self):
        # One pool for the warm-up and the measured run. Its size of a batch cannot change,
        # so that is set on the way.
        with self.joblib.Parallel(n_jobs=WORKERS) as parallel:

            def run(tasks, chunk):
                parallel.batch_size = chunk
                return len(parallel(self.joblib.delayed(nothing)(i) for i in range(tasks)))

            yield run


class Loky(Technique):
    name = "loky"
    package = "loky"
    kills = True

    def __init__(self):
        import loky

        self.executor = loky.ProcessPoolExecutor

    def stop(self, tasks, looking):
        executor = self.executor(WORKERS)
        futures = [executor.submit(work, index) for index in range(tasks)]
        wait(futures, return_when=FIRST_EXCEPTION)
        executor.shutdown(kill_workers=True)
        return futures[0].exception()

    @contextmanager
    def happy(self):
        with self.executor(WORKERS) as executor:
            yield partial(run_on, executor)


class Pebble(Technique):
    name = "pebble"
    package = "pebble"
    kills = True

    def __init__(self):
        import pebble

        self.pool = pebble.ProcessPool

    def stop(self, tasks, looking):
        with self.pool(max_workers=WORKERS) as pool:
            futures = [pool.schedule(work, args=[index]) for index in range(tasks)]
            wait(futures, return_when=FIRST_EXCEPTION)
            pool.stop()
            pool.join()
        return futures[0].exception()

    @contextmanager
    def happy(self):
        with self.pool(max_workers=WORKERS) as pool:

            def run(tasks, chunk):
                if chunk > 1:
                    return count(pool.map(nothing, range(tasks), chunksize=chunk).result())
                futures = [pool.schedule(nothing, args=[index]) for index in range(tasks)]
                return len(wait(futures).done)

            yield run


class Mpire(Technique):
    """Raises in the running tasks, by a signal; ends who has not left a second later."""

    name = "mpire"
    package = "mpire"

    def __init__(self):
        import mpire

        self.pool = mpire.WorkerPool

    def stop(self, tasks, looking):
        try:
            with self.pool(n_jobs=WORKERS) as pool:
                pool.map(work, range(tasks), chunk_size=1)
        except Failed as error:
            return error

    @contextmanager
    def happy(self):
        with self.pool(n_jobs=WORKERS, keep_alive=True) as pool:
            yield lambda tasks, chunk: len(pool.map(nothing, range(tasks), chunk_size=chunk))


class Ray(Technique):
    name = "ray"
    package = "ray"
    kills = True
    cluster = True
    many = 20_000
    runs = 2_000

    def __init__(self):
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # measured here, told nobody
        os.environ["RAY_AUTH_TOKEN"] = token_hex(32)  # without one it writes one to the home
        import ray

        self.ray = ray

    def start(self):
        # Its sockets lie in this folder, and the path of a socket may not be long.
        self.folder = tempfile.TemporaryDirectory(
            dir="/tmp" if os.path.isdir("/tmp") else None, ignore_cleanup_errors=True
        )
        self.ray.init(
            num_cpus=WORKERS,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            object_store_memory=100 * 2**20,
            _temp_dir=self.folder.name,
        )

    def end(self):
        self.ray.shutdown()
        self.folder.cleanup()

    def stop(self, tasks, looking):
        task = self.ray.remote(max_retries=0)(work)
        references = [task.remote(index) for index in range(tasks)]
        failure, others = None, references
        while failure is None:  # it cannot wait for the first exception
            done, others = self.ray.wait(others)
            try:
                self.ray.get(done)
            except Failed as error:
                failure = error
        for reference in others:
            self.ray.cancel(reference, force=True)
        return failure

    @contextmanager
    def happy(self):
        one, chunk_of = self.ray.remote(nothing), self.ray.remote(nothings)

        def run(tasks, chunk):
            if chunk > 1:
                return sum(self.ray.get([chunk_of.remote(part) for part in parts(tasks, chunk)]))
            return len(self.ray.get([one.remote(index) for index in range(tasks)]))

        yield run


class Dask(Technique):
    """cancel() leaves running tasks alone; restart() starts the workers anew."""

    name = "dask"
    package = "distributed"
    kills = True
    many = 20_000
    runs = 2_000

    def __init__(self):
        import distributed

        self.distributed = distributed

    def start(self):
        self.cluster = self.distributed.LocalCluster(
            n_workers=WORKERS,
            threads_per_worker=1,
            dashboard_address=":0",
            silence_logs=logging.CRITICAL,
        )
        self.client = self.distributed.Client(self.cluster)

    def end(self):
        self.client.close()
        self.cluster.close()

    def stop(self, tasks, looking):
        futures = self.client.map(work, range(tasks), pure=False)
        self.distributed.wait(futures, return_when="FIRST_COMPLETED")
        error = futures[0].exception()
        self.client.cancel(futures)
        self.client.restart()
        return error

    @contextmanager
    def happy(self):
        def run(tasks, chunk):
            if chunk > 1:
                futures = self.client.map(nothings, parts(tasks, chunk), pure=False)
                return sum(self.client.gather(futures))
            return len(self.client.gather(self.client.map(nothing, range(tasks), pure=False)))

        yield run


class GroupSubmit(Technique):
    """The task group of lesson 15, every task submitted."""

    name = "task group, submit"
    package = "lesson_15_task_group"
    looks = True
    races = ("stop", "happy", "look")
    chunks = False
    grace = 1  # seconds that a task which never looks is given

    def __init__(self):
        from lesson_15_task_group import TaskGroup

        self.group = TaskGroup

    def stop(self, tasks, looking):
        task = work_in_group if looking else work_unasked_in_group
        try:
            with self.group(max_workers=WORKERS, grace=self.grace) as group:
                self.hand_over(group, task, tasks)
        except ExceptionGroup as errors:
            return errors.exceptions[0]

    def hand_over(self, group, task, tasks):
        for index in range(tasks):
            group.submit(task, index)

    @contextmanager
    def happy(self):
        with self.group(max_workers=WORKERS) as group:

            def run(tasks, chunk):
                futures = [group.submit(nothing, index) for index in range(tasks)]
                return len(wait(futures).done)

            yield run

    def look(self):
        """Seconds of one look and of one empty call, in a worker."""
        with self.group(max_workers=1) as group:
            return group.submit(times_in_group).result()


class GroupMap(GroupSubmit):
    """The task group of lesson 15, its tasks taken from an iterator as they are needed."""

    name = "task group, map"
    races = ("stop", "happy")
    chunks = True

    def hand_over(self, group, task, tasks):
        count(group.map(task, range(tasks)))

    @contextmanager
    def happy(self):
        with self.group(max_workers=WORKERS) as group:
            yield lambda tasks, chunk: count(group.map(nothing, range(tasks), chunksize=chunk))


def work_in_group(index):
    from lesson_15_task_group import checkpoint

    work(index, checkpoint)


def work_unasked_in_group(index):
    work(index, longest=UNASKED)


def times_in_group():
    from lesson_15_task_group import stop_requested

    return time_of(stop_requested), time_of(nothing)


def count(results):
    """How many results an iterator gives; none is kept."""
    return sum(1 for _ in results)


def parts(tasks, chunk):
    """The numbers of so many tasks in lists of chunk."""
    numbers = iter(range(tasks))
    return list(iter(lambda: list(islice(numbers, chunk)), []))


# In the order of the tables. The key names a technique on a command line.
TECHNIQUES = {
    "executor": Executor,
    "event": ManagerEvent,
    "terminate": Terminate,
    "kill": Kill,
    "pool": StandardPool,
    "joblib": Joblib,
    "loky": Loky,
    "pebble": Pebble,
    "mpire": Mpire,
    "ray": Ray,
    "dask": Dask,
    "group_submit": GroupSubmit,
    "group_map": GroupMap,
}
