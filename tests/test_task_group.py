"""The task group of lesson 15, case by case.

What its workers do is in group_tasks.py.
"""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psutil
import pytest

from course.syllabus import lessons

LESSON = next(lesson.script for lesson in lessons() if lesson.name == "task_group")
sys.path.insert(0, str(LESSON.parent))  # the workers are handed it

import group_tasks  # noqa: E402
import lesson_15_task_group as lesson  # noqa: E402
from group_tasks import (  # noqa: E402
    PATIENCE,
    Falsy,
    NotBack,
    NotesOfAnotherKind,
    SlowArgument,
    SlowToTravel,
    TwoArguments,
    Undecided,
    begins,
    both_fail,
    disposition,
    double,
    echo,
    ends_itself,
    fails,
    fails_at_30,
    fails_slowly,
    forks_and_dies,
    inner_group,
    lambda_at_2,
    looks,
    looks_once,
    looks_unless_empty,
    mark,
    marks,
    never_looks,
    pauses,
    raises,
    raises_lambda,
    returns,
    stopped_in_an_inner_group,
    tidies_up,
    timed_sleep,
    wait_for,
)
from lesson_15_task_group import (  # noqa: E402
    Stopped,
    TaskGroup,
    checkpoint,
    sleep,
    stop_requested,
)

START_METHODS = multiprocessing.get_all_start_methods()
QUICK = "fork" if "fork" in START_METHODS else START_METHODS[0]

# For a program that is run by itself: where the lesson and the tasks are.
MODULES = os.pathsep.join([str(LESSON.parent), str(Path(__file__).parent)])

# Test runners have threads; 3.12 and newer warn of fork there.
pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


@pytest.fixture(scope="module", autouse=True)
def helpers_of_multiprocessing():
    """Start what stays as long as this process does before a test looks for what it left."""
    if os.name != "nt":
        from multiprocessing import forkserver, resource_tracker

        resource_tracker.ensure_running()
        forkserver.ensure_running()


@pytest.fixture(params=START_METHODS)
def context(request):
    return multiprocessing.get_context(request.param)


@pytest.fixture
def quick_context():
    """For what does not depend on the start method: the one that is quickest here."""
    return multiprocessing.get_context(QUICK)


@pytest.fixture
def here(tmp_path):
    return str(tmp_path)


@contextmanager
def failing_group(**options):
    """A TaskGroup whose block is to raise an ExceptionGroup; gives an empty list, then filled."""
    errors = []
    with pytest.raises(ExceptionGroup) as caught, TaskGroup(**options) as group:
        yield group, errors
    assert not multiprocessing.active_children()
    errors.append(caught.value)
    errors.extend(caught.value.exceptions)
    assert not any(isinstance(error, Stopped) for error in errors)


# What comes back ----------------------------------------------------------------------------


def test_results(context):
    with TaskGroup(2, mp_context=context) as group:
        futures = [group.submit(double, number) for number in range(10)]
        assert all(isinstance(future, Future) for future in futures)
        mapped = list(group.map(double, range(10), chunksize=3))
        pairs = list(group.map(pow, [2, 3], count(2)))
    assert [future.result() for future in futures] == mapped == [2 * n for n in range(10)]
    assert pairs == [4, 27]
    assert not multiprocessing.active_children()


def test_the_block_waits(context, here):
    with TaskGroup(2, mp_context=context) as group:
        futures = [group.submit(begins, here, f"{n}") for n in range(20)]
    assert all(future.done() for future in futures)
    assert len(marks(here)) == 20


def test_keyword_arguments(quick_context):
    with TaskGroup(1, mp_context=quick_context) as group:
        assert group.submit(int, "11", base=2).result() == 3


def test_large_messages(context):
    large = b"x" * 5_000_000
    with TaskGroup(2, mp_context=context) as group:
        futures = [group.submit(echo, large) for _ in range(4)]
    assert all(future.result() == large for future in futures)


# The first failure --------------------------------------------------------------------------


def test_first_failure_stops_all(context, here):
    with failing_group(max_workers=3, mp_context=context) as (group, errors):
        siblings = [group.submit(looks, here, "a"), group.submit(pauses, here, "b")]
        failure = group.submit(fails, here, OSError("damaged"), "a began", "b began")
        queued = [group.submit(begins, here, f"queued {n}") for n in range(50)]
    assert marks(here) == {"a began", "a stopped", "b began", "b left"}
    [error] = errors[0].exceptions
    assert repr(error) == "OSError('damaged')"
    assert error is failure.exception()
    assert error.__notes__[0].startswith("in task fails('")
    assert "OSError('damaged'), 'a began'" in error.__notes__[0]
    assert f'"{group_tasks.__file__}", line' in str(error.__cause__)
    assert "raise error" in str(error.__cause__)
    assert all(isinstance(future.exception(), Stopped) for future in siblings)
    assert all(future.cancelled() for future in queued)
    assert not wait([failure, *siblings, *queued], timeout=PATIENCE).not_done


def test_the_flag_is_set_before_the_error_travels(context, here):
    with failing_group(max_workers=2, mp_context=context) as (group, errors):
        group.submit(looks, here, "a")
        group.submit(fails_slowly, here)
    assert [type(error) for error in errors[1:]] == [SlowToTravel]


def test_what_a_worker_has_taken_does_not_begin(context, here):
    """The stop comes while the task is on its way: here, while its argument is unpickled."""
    with TaskGroup(1, mp_context=context) as group:
        future = group.submit(begins, here, SlowArgument(here))
        wait_for(here, "unpickling")
        group.stop()
        mark(here, "go on")
    assert isinstance(future.exception(), Stopped)
    assert marks(here) == {"unpickling", "go on"}


def test_submit_and_map_raise_stopped_and_the_block_absorbs_it(quick_context, here):
    reached = []
    with failing_group(max_workers=2, mp_context=quick_context) as (group, errors):
        reader = group.map(echo, count())
        next(reader)
        wait([group.submit(raises, OSError, "damaged")])
        for attempt in (
            lambda: group.submit(double, 1),
            lambda: group.map(double, [1]),
            lambda: list(reader),
        ):
            with pytest.raises(Stopped):
                attempt()
            reached.append(True)
        group.submit(double, 1)
        reached.append("never")
    assert reached == [True, True, True]
    assert [repr(error) for error in errors[1:]] == ["OSError('damaged')"]


def test_a_failure_in_map_is_raised_once(context, here):
    items = count()
    with failing_group(max_workers=2, mp_context=context) as (group, errors):
        for _ in group.map(fails_at_30, items, chunksize=4):
            pass
    [error] = errors[1:]
    assert error.__notes__ == ["in task fails_at_30(30)"]
    assert next(items) <= 30 + 4 * 2 * 2  # no item is taken in vain


def test_every_error_is_in_the_group(context, here):
    with failing_group(max_workers=3, mp_context=context) as (group, errors):
        group.submit(both_fail, here, "a", "b")
        group.submit(both_fail, here, "b", "a")
        group.submit(looks, here, "c")
    assert sorted(str(error) for error in errors[1:]) == ["a", "b"]


def test_a_note_is_short(quick_context):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        group.submit(raises, ValueError, "x" * 10_000, list(range(10_000)))
    [note] = errors[1].__notes__
    assert note.startswith("in task raises(<class 'ValueError'>, 'xxx")
    assert len(note) < 300


def test_a_result_that_comes_before_the_stop_is_kept(quick_context):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, _):
        good = group.submit(double, 4)
        group.submit(raises, ValueError, "bad")
    assert good.result() == 8


# The block ----------------------------------------------------------------------------------


def test_an_exception_of_the_block_joins(context, here):
    with failing_group(max_workers=2, mp_context=context) as (group, errors):
        group.submit(looks, here, "a")
        group.submit(looks, here, "b")
        wait_for(here, "a began", "b began")
        raise LookupError("in the block")
    assert [repr(error) for error in errors[1:]] == ["LookupError('in the block')"]
    assert "a stopped" in marks(here)


def test_what_result_raises_in_the_block_is_there_once(quick_context):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        group.submit(raises, ValueError, "bad").result()
    assert [repr(error) for error in errors[1:]] == ["ValueError('bad')"]


def test_result_of_a_cancelled_or_stopped_task_is_no_error(quick_context, here):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        group.submit(raises, ValueError, "bad")
        queued = group.submit(looks, here, "a")
        with pytest.raises((Stopped, CancelledError)):
            queued.result()
        queued.result()
    assert [repr(error) for error in errors[1:]] == ["ValueError('bad')"]


def test_cancel_of_ones_own_future_is_an_error_if_nobody_stopped(quick_context, here):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        group.submit(looks, here, "a")
        wait_for(here, "a began")
        queued = group.submit(double, 1)
        assert queued.cancel()
        queued.result()
    assert [type(error) for error in errors[1:]] == [CancelledError]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_a_base_exception_of_the_block_is_bare(quick_context, here, kind):
    with pytest.raises(kind), TaskGroup(2, mp_context=quick_context) as group:
        group.submit(looks, here, "a")
        wait_for(here, "a began")
        raise kind
    assert marks(here) == {"a began", "a stopped"}
    assert not multiprocessing.active_children()


def test_stop_is_no_error(context, here):
    with TaskGroup(2, mp_context=context) as group:
        running = [group.submit(looks, here, "a"), group.submit(pauses, here, "b")]
        queued = [group.submit(begins, here, "c") for _ in range(9)]
        wait_for(here, "a began", "b began")
        group.stop()
    assert all(isinstance(future.exception(), Stopped) for future in running)
    assert all(future.cancelled() for future in queued)
    assert not wait(running + queued, timeout=PATIENCE).not_done
    assert "c began" not in marks(here)


def test_stop_from_another_thread_ends_a_waiting_block(quick_context, here):
    with TaskGroup(1, mp_context=quick_context) as group:
        future = group.submit(looks, here, "a")
        threading.Thread(target=lambda: (wait_for(here, "a began"), group.stop())).start()
        future.result()
        mark(here, "never")
    assert marks(here) == {"a began", "a stopped"}


def test_callbacks_may_submit_and_stop(quick_context, here):
    def go_on(future):
        if not future.cancelled() and len(followed) < 3:
            followed.append(group.submit(double, future.result()))
            followed[-1].add_done_callback(go_on)
        elif len(followed) == 3:
            group.stop()

    followed = []
    with TaskGroup(2, mp_context=quick_context) as group:
        group.submit(double, 1).add_done_callback(go_on)
        group.submit(looks, here, "a").result()
    assert [future.result() for future in followed] == [4, 8, 16]


def test_a_callback_that_submits_to_a_stopped_group(quick_context, here):
    """The Stopped that it raises comes out in the group's own thread."""
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        first = group.submit(fails, here, ValueError("bad"), "go")
        queued = [group.submit(double, number) for number in range(3)]
        for future in [first, *queued]:
            future.add_done_callback(lambda _: group.submit(double, 1))
        mark(here, "go")
    assert [repr(error) for error in errors[1:]] == ["ValueError('bad')"]
    assert not wait([first, *queued], timeout=PATIENCE).not_done


def test_a_group_in_a_task_does_not_swallow_the_stop(quick_context, here):
    with failing_group(max_workers=2, mp_context=quick_context) as (group, errors):
        outer = group.submit(stopped_in_an_inner_group, here)
        group.submit(fails, here, ValueError("bad"), "a began")
    assert [repr(error) for error in errors[1:]] == ["ValueError('bad')"]
    assert isinstance(outer.exception(), Stopped)
    assert "went on" not in marks(here)


def test_stop_before_the_block(quick_context, here):
    group = TaskGroup(1, mp_context=quick_context)
    group.stop()
    with group:
        group.submit(begins, here, "a")
    assert marks(here) == set()


# Tasks that never look ----------------------------------------------------------------------


@pytest.mark.parametrize("deaf", [False, True], ids=["stuck", "deaf"])
def test_who_never_looks_is_killed_and_named(context, here, deaf):
    with failing_group(max_workers=3, grace=0.5, mp_context=context) as (group, errors):
        stuck = group.submit(never_looks, here, "stuck", deaf)
        polite = group.submit(looks, here, "polite")
        group.submit(fails, here, ValueError("bad"), "stuck began", "polite began")
        began = time.monotonic()
    # Ten times the two and a half seconds that it may take, and a tenth of what the task takes.
    assert time.monotonic() - began < 25
    assert [repr(error) for error in errors[1:]] == ["ValueError('bad')"]
    [note] = errors[0].__notes__
    assert "never_looks('" in note
    assert "looks('" not in note.replace("never_looks('", "")
    assert isinstance(stuck.exception(), Stopped)
    assert isinstance(polite.exception(), Stopped)
    assert "polite stopped" in marks(here)


def test_grace_is_given(quick_context, here):
    with TaskGroup(1, grace=PATIENCE, mp_context=quick_context) as group:
        group.submit(tidies_up, here)
        wait_for(here, "began")
        group.stop()
    assert "tidy" in marks(here)


def test_killed_after_stop_is_no_error(quick_context, here):
    with TaskGroup(2, grace=0, mp_context=quick_context) as group:
        future = group.submit(never_looks, here, "a")
        wait_for(here, "a began")
        group.stop()
    assert isinstance(future.exception(), Stopped)


def test_result_of_a_stuck_task_in_the_block_comes_back(quick_context, here):
    """The grace runs out wherever the caller is, not only where it leaves the block."""
    with failing_group(max_workers=2, grace=0.2, mp_context=quick_context) as (group, errors):
        stuck = group.submit(never_looks, here, "stuck")
        group.submit(fails, here, ValueError("bad"), "stuck began")
        stuck.result()
    assert [repr(error) for error in errors[1:]] == ["ValueError('bad')"]


# Workers that die ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", [3, pytest.param(-9, marks=posix)])
def test_a_worker_that_dies_is_one_error(context, here, code):
    with failing_group(max_workers=3, mp_context=context) as (group, errors):
        siblings = [group.submit(looks, here, name) for name in "ab"]
        dead = group.submit(ends_itself, here, code, "a began", "b began")
        queued = [group.submit(double, n) for n in range(20)]
    [error] = errors[1:]
    assert isinstance(error, BrokenProcessPool)
    assert f"exit code {code}" in str(error)
    assert error.__notes__[0].startswith("in task ends_itself('")
    assert dead.exception() is error
    assert all(isinstance(future.exception(), Stopped) for future in siblings)
    assert all(future.cancelled() for future in queued)


@posix
def test_a_worker_that_dies_while_idle(quick_context):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        worker = group.submit(os.getpid).result()
        os.kill(worker, signal.SIGKILL)
        while psutil.Process(worker).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        group.submit(double, 1)
    [error] = errors[1:]
    assert isinstance(error, BrokenProcessPool)


@posix
def test_a_worker_that_dies_and_leaves_a_child(quick_context, here):
    """The child has inherited the worker's end of the pipe, so that it does not close."""
    with failing_group(max_workers=2, mp_context=quick_context) as (group, errors):
        group.submit(looks, here, "a")
        group.submit(forks_and_dies, here)
    os.kill(int(Path(here, "child").read_text()), signal.SIGKILL)
    assert [type(error) for error in errors[1:]] == [BrokenProcessPool]


# What cannot travel -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "args", "said"),
    [
        (TwoArguments, ("a.txt", "damaged"), "TwoArguments: a.txt: damaged"),
        (Falsy, ("still an error",), "Falsy: still an error"),
        (SystemExit, (3,), "SystemExit: 3"),
        (KeyboardInterrupt, (), "KeyboardInterrupt"),
        (GeneratorExit, (), "GeneratorExit"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_error_that_cannot_travel_arrives_as_text(quick_context, here, kind, args, said):
    with failing_group(max_workers=2, mp_context=quick_context) as (group, errors):
        sibling = group.submit(looks, here, "a")
        wait_for(here, "a began")
        failed = group.submit(raises, kind, *args)
    [error] = errors[1:]
    assert type(error) is RuntimeError
    assert said in str(error)
    assert "raise kind(*args)" in str(error.__cause__)
    assert failed.exception() is error
    assert isinstance(sibling.exception(), Stopped)  # and its worker is whole


@pytest.mark.parametrize(
    ("kind", "args", "said"),
    [
        (Undecided, ("not even true or false",), "Undecided"),
        (NotesOfAnotherKind, ("strange",), "strange"),
        (ValueError, (10**5000,), "ValueError"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_strange_errors_do_no_harm(quick_context, here, kind, args, said):
    with failing_group(max_workers=2, mp_context=quick_context) as (group, errors):
        sibling = group.submit(looks, here, "a")
        wait_for(here, "a began")
        failed = group.submit(raises, kind, *args)
    [error] = errors[1:]
    assert not isinstance(error, BrokenProcessPool)
    assert kind is ValueError or said in str(error)
    assert failed.exception() is error
    assert isinstance(sibling.exception(), Stopped)


def test_an_unpicklable_error_arrives_as_text(quick_context):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        group.submit(raises_lambda)
    [error] = errors[1:]
    assert (type(error), str(error)) == (RuntimeError, "ValueError: with a lambda")


@pytest.mark.parametrize("what", ["argument", "argument there", "result", "result here"])
def test_what_cannot_be_pickled_fails_its_task(context, here, what):
    with failing_group(max_workers=2, mp_context=context) as (group, errors):
        sibling = group.submit(looks, here, "a")
        wait_for(here, "a began")
        failed = {
            "argument": lambda: group.submit(echo, lambda: None),
            "argument there": lambda: group.submit(echo, NotBack()),
            "result": lambda: group.submit(returns, None),
            "result here": lambda: group.submit(returns, NotBack),
        }[what]()
    [error] = errors[1:]
    assert not isinstance(error, BrokenProcessPool)
    assert error.__notes__[-1].startswith("in task " + ("echo(" if "arg" in what else "returns("))
    assert failed.exception() is error
    assert isinstance(sibling.exception(), Stopped)


def test_a_result_in_a_chunk_that_cannot_be_pickled(quick_context):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        list(group.map(lambda_at_2, range(4), chunksize=4))
    assert errors[1].__notes__[-1] == "in task lambda_at_2(0) ... lambda_at_2(3)"


# map() --------------------------------------------------------------------------------------


class Counted:
    """Counts how many items were taken."""

    def __init__(self, items):
        self.items, self.taken = iter(items), 0

    def __iter__(self):
        return self

    def __next__(self):
        self.taken += 1
        return next(self.items)


@pytest.mark.parametrize(
    ("sizes", "most"),
    [
        ({}, 4),
        ({"chunksize": 5}, 20),
        ({"buffersize": 3}, 3),
        ({"chunksize": 5, "buffersize": 12}, 12),
        ({"chunksize": 100, "buffersize": 7}, 7),
        ({"buffersize": 1}, 1),
    ],
    ids=str,
)
def test_map_takes_no_more_than_its_buffer_ahead(quick_context, sizes, most):
    items = Counted(count())
    with TaskGroup(2, mp_context=quick_context) as group:
        for read, result in enumerate(group.map(double, items, **sizes), 1):
            assert result == 2 * (read - 1)
            assert items.taken - (read - 1) <= most
            if read == 100:
                break
        taken = items.taken
    assert items.taken == taken


def test_a_loop_left_early_leaves_nothing_running(context, here):
    names = [""] + [f"{n}" for n in range(100)]
    items = Counted(names)
    with TaskGroup(2, mp_context=context) as group:
        for _ in group.map(looks_unless_empty, [here] * 101, items):
            wait_for(here, "0 began")
            break
        # The rest of the block goes on, with the same workers.
        assert group.submit(double, 4).result() == 8
        assert group.submit(looks_once).result() is False
    assert "0 stopped" in marks(here)
    assert items.taken <= 6


def test_an_iterator_that_is_closed_before_it_is_read(quick_context, here):
    with TaskGroup(1, mp_context=quick_context) as group:
        reader = group.map(looks, [here] * 9, "abcdefghi")
        wait_for(here, "a began")
        reader.close()
    assert marks(here) == {"a began", "a stopped"}


def test_an_error_of_the_input_is_the_blocks(quick_context):
    def items():
        yield 1
        raise LookupError("no more")

    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        list(group.map(double, items()))
    assert [repr(error) for error in errors[1:]] == ["LookupError('no more')"]


# Ctrl-C, and the end of the parent ----------------------------------------------------------

PROGRAM = """
import multiprocessing
import sys

from group_tasks import looks, never_looks, wait_for
from lesson_15_task_group import TaskGroup

if __name__ == "__main__":
    method, here, task, grace = sys.argv[1:]
    names = ["a", "b", "c"]
    with TaskGroup(3, float(grace), multiprocessing.get_context(method)) as group:
        for name in names:
            group.submit(globals()[task], here, name)
        group.submit(print, "never")
        wait_for(here, *(f"{name} began" for name in names))
        print("at work", flush=True)
"""


@contextmanager
def running(script, *arguments, until):
    """A program as in a terminal, when it has printed its first line, until (str)."""
    with subprocess.Popen(
        [sys.executable, script, *arguments],
        env={**os.environ, "PYTHONPATH": MODULES},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests that run in the background ignore Ctrl-C, and would hand that down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            assert process.stdout.readline() == f"{until}\n"
            yield process
        finally:
            process.kill()


def running_program(folder, method, here, task, grace="60"):
    """The program above, when all its tasks are at work."""
    script = Path(folder, "program.py")
    script.write_text(PROGRAM)
    return running(script, method, here, task, grace, until="at work")


@posix
@pytest.mark.parametrize("method", START_METHODS)
def test_ctrl_c_is_one_stop_and_one_keyboard_interrupt(tmp_path, here, method):
    with running_program(tmp_path, method, here, "looks") as process:
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGINT
    assert {"a stopped", "b stopped", "c stopped"} <= marks(here)
    assert output == ""
    assert errors.count("Traceback") == 1, errors
    assert errors.endswith("KeyboardInterrupt\n")


@posix
def test_a_second_ctrl_c_skips_the_grace(tmp_path, here):
    with running_program(tmp_path, QUICK, here, "never_looks", "1000") as process:
        for _ in range(2):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(1)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGINT
    assert errors.count("Traceback") == 1, errors


BLOCKS = """
import multiprocessing
import signal
import sys

from lesson_15_task_group import TaskGroup

pressed = False


def press(number, frame):
    global pressed
    pressed = True  # Python drops what is raised while it runs a weak reference's callback
    raise KeyboardInterrupt


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    signal.signal(signal.SIGINT, press)
    print("go", flush=True)
    while not pressed:
        with TaskGroup(2, 1, context) as group:
            group.submit(pow, 2, 2)
    raise KeyboardInterrupt
"""


@posix
@pytest.mark.parametrize("method", START_METHODS)
def test_ctrl_c_at_any_moment(tmp_path, method):
    """Also while the workers start: the program ends, and leaves no process (conftest.py)."""
    script = tmp_path / "blocks.py"
    script.write_text(BLOCKS)
    for delay in (0.01, 0.05, 0.1, 0.15, 0.21, 0.4):
        with running(script, method, until="go") as process:
            time.sleep(delay)
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=PATIENCE)
            assert process.returncode == -signal.SIGINT


LEAVING = """
import signal
import sys

from group_tasks import looks, wait_for
from lesson_15_task_group import TaskGroup


def leave(number, frame):
    sys.exit(3)


def watch(frame, event, arg):
    global steps
    if frame.f_code is not TaskGroup.__exit__.__code__:
        return None
    if not steps:
        sys.settrace(None)
        frame.f_trace = None
        print("now", flush=True)
        signal.raise_signal(number)
    steps -= 1
    return watch


if __name__ == "__main__":
    here, number, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    signal.signal(signal.SIGTERM, leave)
    sys.settrace(watch)
    with TaskGroup(2) as group:
        for name in "abc":
            group.submit(looks, here, name)
        wait_for(here, "a began", "b began")
"""


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_block_is_being_left(tmp_path, number):
    """At each step of __exit__, beginning with the one before its first line."""
    script = tmp_path / "leaving.py"
    script.write_text(LEAVING)
    for steps in range(12):
        here = tmp_path / str(steps)
        here.mkdir()
        with running(script, str(here), str(int(number)), str(steps), until="now") as process:
            _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == (3 if number == signal.SIGTERM else -number)
        assert marks(here) == {"a began", "b began", "a stopped", "b stopped"}
        assert errors.count("Traceback") == (number == signal.SIGINT), errors


@posix
def test_a_program_that_does_not_wait_for_its_children():
    """A program of its own: multiprocessing never learns that these children have ended."""
    program = (
        "import signal\n"
        "from lesson_15_task_group import TaskGroup\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "with TaskGroup(2) as group:\n"
        "    print(group.submit(pow, 2, 3).result())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": MODULES},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "8\n", "")


@posix
def test_what_a_task_starts_can_be_interrupted(context):
    with TaskGroup(1, mp_context=context) as group:
        assert group.submit(disposition).result() == "True False\n"


@posix
@pytest.mark.parametrize("task", ["looks", "never_looks"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
@pytest.mark.parametrize("method", START_METHODS)
def test_workers_end_with_their_parent(tmp_path, here, method, end, task):
    with running_program(tmp_path, method, here, task) as process:
        workers = psutil.Process(process.pid).children(recursive=True)
        assert len(workers) >= 3
        process.send_signal(end)
        process.wait(PATIENCE)
        _, alive = psutil.wait_procs(workers, timeout=10)
        for worker in alive:
            worker.kill()
    assert not alive


# Before and after ---------------------------------------------------------------------------


def counts():
    """What a group could leave behind: processes, threads, descriptors, semaphores."""
    gc.collect()
    me = psutil.Process()
    maps = me.memory_maps(grouped=False) if sys.platform == "linux" else []
    return {
        "children": len(multiprocessing.active_children()),
        "threads": threading.active_count(),
        "descriptors": me.num_handles() if os.name == "nt" else me.num_fds(),
        "semaphores": sum("/sem." in part.path for part in maps),
        "groups": sum(isinstance(thing, TaskGroup) for thing in gc.get_objects()),
    }


@pytest.mark.parametrize(("method", "groups"), [("fork", 100), ("forkserver", 20), ("spawn", 6)])
def test_a_hundred_groups_leave_nothing(method, groups):
    if method not in START_METHODS:
        pytest.skip(f"no {method} here")
    context = multiprocessing.get_context(method)

    def use():
        with TaskGroup(2, mp_context=context) as group:
            group.submit(double, 1)
        with pytest.raises(ExceptionGroup), TaskGroup(1, mp_context=context) as group:
            group.submit(raises, ValueError)

    use()  # the resource tracker, the fork server and the first page of shared memory stay
    before = counts()
    for _ in range(groups // 2):
        use()
    assert counts() == before


def test_outside_a_group_nothing_stops():
    assert stop_requested() is False
    checkpoint()
    sleep(0.01)


def test_sleep_takes_its_time(quick_context):
    with TaskGroup(1, mp_context=quick_context) as group:
        assert group.submit(timed_sleep).result() >= 0.5


def test_groups_in_other_threads_and_in_tasks(quick_context):
    results = {}

    def one(number):
        with TaskGroup(2, mp_context=quick_context) as group:
            results[number] = group.submit(inner_group, [number, 10]).result()

    threads = [threading.Thread(target=one, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: [2 * number, 20] for number in range(3)}


def test_a_failure_in_one_group_leaves_the_other_alone(quick_context, here):
    with TaskGroup(1, mp_context=quick_context) as outer:
        future = outer.submit(echo, "whole")
        with pytest.raises(ExceptionGroup), TaskGroup(1, mp_context=quick_context) as group:
            group.submit(raises, ValueError)
        assert outer.submit(echo, "still").result() == "still"
    assert future.result() == "whole"


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_workers": 0},
        {"max_workers": -1},
        {"grace": -1},
        {"grace": float("nan")},
    ],
    ids=str,
)
def test_numbers_that_cannot_be(wrong):
    with pytest.raises(ValueError, match="must be at least 1, and grace 0 or more"):
        TaskGroup(**wrong)


@pytest.mark.parametrize("wrong", [{"chunksize": 0}, {"buffersize": 0}], ids=str)
def test_sizes_that_cannot_be(quick_context, wrong):
    with failing_group(max_workers=1, mp_context=quick_context) as (group, errors):
        group.map(double, [1], **wrong)
    assert [type(error) for error in errors[1:]] == [ValueError]


def test_used_outside_its_block(quick_context):
    group = TaskGroup(1, mp_context=quick_context)
    with pytest.raises(RuntimeError, match="in its block"):
        group.submit(double, 1)
    with group:
        pass
    with pytest.raises(RuntimeError, match="in its block"):
        group.map(double, [1])
    with pytest.raises(RuntimeError, match="one block"), group:
        pass
    group.stop()  # harmless


def test_a_worker_that_cannot_start_is_an_error(tmp_path):
    """Without the guard a new worker runs the program again, and dies of it."""
    script = tmp_path / "unguarded.py"
    script.write_text(
        "import multiprocessing\n"
        "from lesson_15_task_group import TaskGroup\n"
        "with TaskGroup(2, mp_context=multiprocessing.get_context('spawn')) as group:\n"
        "    group.submit(print, 'never')\n"
    )
    ran = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": MODULES},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 1
    assert "BrokenProcessPool: the worker process ended, with exit code 1" in ran.stderr
    assert "never" not in ran.stdout


def test_what_it_exports():
    assert lesson.__all__ == ["Stopped", "TaskGroup", "checkpoint", "sleep", "stop_requested"]
