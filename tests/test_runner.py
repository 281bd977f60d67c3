"""The runner: lines as they come, limits that hold, and nothing left behind (see conftest.py)."""

import _multiprocessing
import os
import re
import textwrap
from multiprocessing import get_all_start_methods
from pathlib import Path
from time import monotonic

import pytest

from course import runner

ENDLESS = "while True: pass"
SLEEPER = (
    "import subprocess, sys; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']"
)


@pytest.fixture
def program(tmp_path):
    """Writes a program and gives its path."""

    def write(text):
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return write


def test_lines_come_as_they_are_printed(program):
    path = program("""
        import sys, time
        print("first")
        time.sleep(0.8)
        print("second, grün", file=sys.stderr)
        print("third")
    """)
    seen = []
    run = runner.run(path, on_line=lambda line: seen.append((monotonic(), line)))
    assert run.texts == ["first", "second, grün", "third"]
    assert [line for _, line in seen] == run.lines
    assert seen[1][0] - seen[0][0] > 0.6
    assert run.lines[1].seconds - run.lines[0].seconds > 0.6
    assert (run.exit_code, run.ended_by, run.left_behind) == (0, None, [])
    assert run.trouble() is None


@pytest.mark.parametrize("start_method", get_all_start_methods())
def test_start_method(program, start_method):
    path = program("""
        import multiprocessing

        def work():
            print(__name__, "works")

        if __name__ == "__main__":
            print(multiprocessing.get_start_method())
            process = multiprocessing.Process(target=work)
            process.start()
            process.join()
    """)
    name = "__main__" if start_method == "fork" else "__mp_main__"
    assert runner.run(path, start_method=start_method).texts == [start_method, f"{name} works"]


@pytest.mark.parametrize("start_method", get_all_start_methods())
def test_classes_of_the_program(program, start_method):
    """What a worker sends back can be an instance of the program's own class."""
    path = program("""
        from concurrent.futures import ProcessPoolExecutor

        class Damaged(Exception):
            pass

        def read():
            raise Damaged("a.txt")

        if __name__ == "__main__":
            with ProcessPoolExecutor(1) as executor:
                print(repr(executor.submit(read).exception()))
    """)
    assert runner.run(path, start_method=start_method).texts == ["Damaged('a.txt')"]


def test_arguments_and_folder(program, tmp_path):
    path = program("import os, sys; print(sys.argv[1:], os.getcwd(), sys.path[0])")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    run = runner.run(path, "one", "two words", folder=folder)
    assert run.texts == [f"['one', 'two words'] {folder} {path.parent}"]


def test_environment(program, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    path = program("""
        import os, sys
        print({"PYTHONUNBUFFERED", "FORCE_COLOR"} & os.environ.keys(), sys.stdout.encoding)
    """)
    assert runner.run(path).texts == ["set() utf-8"]


def test_exit_code(program):
    run = runner.run(program("import sys; sys.exit(3)"))
    assert run.exit_code == 3
    assert "exit code 3" in run.trouble()


def test_error_is_among_the_lines(program):
    run = runner.run(program("raise OSError('no such luck')"))
    assert run.texts[-1] == "OSError: no such luck"
    assert run.exit_code == 1


@pytest.mark.parametrize(
    "text",
    [
        ENDLESS,
        # children that hold the pipe open, one of them in a session of its own
        f"{SLEEPER})\n{SLEEPER}, start_new_session=True)\n{ENDLESS}",
        # a pool at work
        """
        from concurrent.futures import ProcessPoolExecutor
        from time import sleep
        if __name__ == "__main__":
            with ProcessPoolExecutor(3) as executor:
                list(executor.map(sleep, [600] * 9))
        """,
        # a program that does not want to go
        f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{ENDLESS}",
        # one that closes its output and goes on
        f"import os; os.close(1); os.close(2)\n{ENDLESS}",
    ],
    ids=["endless", "with children", "with a pool", "deaf", "mute"],
)
def test_time_limit(program, text):
    run = runner.run(program(text), limit=3)
    assert (run.ended_by, run.exit_code) == ("time", None)
    assert re.search(r"did not end in \d+ s", run.trouble())  # not 3: a busy machine is late
    assert run.seconds < 30


@pytest.mark.parametrize("more", ["", ", start_new_session=True"], ids=["child", "own session"])
@pytest.mark.parametrize(
    "output", ["", ", stdout=subprocess.DEVNULL"], ids=["pipe held", "pipe free"]
)
def test_left_behind(program, more, output):
    """A child that outlives the program is named and ended, whether or not it holds the pipe."""
    run = runner.run(program(f"{SLEEPER}{more}{output}); print('bye')"), limit=60)
    assert run.texts == ["bye"]
    assert (run.exit_code, run.ended_by) == (0, None)
    assert len(run.left_behind) == 1
    assert "time.sleep(600)" in run.left_behind[0]
    assert "left processes behind" in run.trouble()


@pytest.mark.parametrize("end", ["\\n", ""], ids=["lines", "one line"])
def test_flood(program, end):
    run = runner.run(program(f"while True: print('x' * 100, end='{end}')"), limit=60)
    assert run.ended_by == "lines"
    assert "endless loop" in run.trouble()
    assert len(run.lines) == runner.MOST_LINES


def test_interrupted(program):
    """An error in the caller, Ctrl-C too, ends the program."""

    def interrupt(line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runner.run(program(f"print('begun', flush=True)\n{ENDLESS}"), on_line=interrupt)


def test_meanwhile(program):
    """It is called while the program is silent, and what it raises ends the program."""
    looks = []

    def look():
        looks.append(monotonic())
        if len(looks) == 5:
            raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        runner.run(program(ENDLESS), meanwhile=look)


@pytest.mark.skipif(os.name == "nt", reason="no semaphore outlives its processes there")
def test_nothing_else_is_left(program):
    """A program that is killed leaves no semaphore, and no temporary file."""
    lines = []

    def stop(line):
        lines.append(line.text)
        if len(lines) == 2:
            raise KeyboardInterrupt

    path = program(f"""
        import multiprocessing, tempfile
        folder = tempfile.mkdtemp()
        lock = multiprocessing.get_context("spawn").Lock()
        print(folder)
        print(lock._semlock.name)
        {ENDLESS}
    """)
    with pytest.raises(KeyboardInterrupt):
        runner.run(path, on_line=stop)
    folder, name = lines
    assert not Path(folder).exists()
    with pytest.raises(FileNotFoundError):
        _multiprocessing.SemLock._rebuild(0, 1, 1, name)
