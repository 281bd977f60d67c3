"""Timelines: what is recorded of real programs, and how it is drawn."""

import os
import sys
import textwrap
from io import BytesIO
from multiprocessing import get_all_start_methods
from pathlib import Path

import pytest

from course import drawing
from course.exercises import Trouble
from course.syllabus import ROOT, lessons
from course.timeline import EMPTY, KNOWN, RAISED, record

START_METHODS = pytest.mark.parametrize("start_method", get_all_start_methods())
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals to other processes: Windows has none")

HEAD = """\
import asyncio, os, signal, sys
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import Event, Pipe, RawValue, get_context
from pathlib import Path
from time import sleep


def until(name):
    while not Path(name).exists():
        sleep(0.02)


"""


@pytest.fixture
def recorded(tmp_path):
    """Writes a program, records it in a folder of its own; gives Timeline and Run."""

    def run(text, *arguments, **options):
        path = tmp_path / "program.py"
        path.write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
        return record(path, *arguments, folder=tmp_path, **options)

    return run


def outcomes(timeline):
    """The names of the tasks of each outcome, sorted."""
    return {
        outcome: sorted(task.name for task in tasks)
        for outcome, tasks in timeline.outcomes().items()
    }


def drawn(timeline, **options):
    """The picture in the terminal, which fits."""
    text = drawing.in_terminal(timeline, 80, **options).plain
    assert max(map(len, text.splitlines())) <= 80
    return text


@START_METHODS
def test_fail_fast(start_method):
    """Lesson 6: one has failed, nine have stopped; what the parent knew, and when it was over."""
    lesson = next(lesson for lesson in lessons() if lesson.name == "fail_fast")
    timeline, run = record(lesson.script, start_method=start_method)
    assert run.trouble() is None, run.texts
    assert outcomes(timeline) == {"failed": ["0"], "stopped early": list("123456789")}
    assert [len(tasks) for tasks in timeline.workers] == [1] * 10
    raised, known, empty = timeline.marks
    assert [mark.kind for mark in timeline.marks] == [RAISED, KNOWN, EMPTY]
    assert raised.text.startswith("task 0 raised RuntimeError: Something bad happened")
    failed = timeline.outcomes()["failed"][0]
    assert failed.submitted < failed.begun
    assert failed.seconds > 1.4
    assert raised.time == failed.ended < known.time == failed.known < empty.time
    assert empty.time == max(task.ended for task in timeline.tasks) < timeline.seconds
    text = drawn(timeline)
    assert "10 tasks, 10 workers" in text
    assert text.count("worker ") >= 10


@START_METHODS
def test_ways_to_stop(recorded, start_method):
    """An Event, a shared byte and an exception's name are seen; a pipe is not, and a flag left down
    stops nobody."""
    timeline, run = recorded(
        """
        class Stopped(Exception):
            pass

        def prepare(*flags):
            global event, down, byte, end
            event, down, byte, end = flags

        def with_event(name):
            while not event.wait(0.02):
                pass

        def with_flag_down(name):
            down.is_set()

        def with_byte(name):
            while not byte.value:
                sleep(0.02)

        def with_exception(name):
            raise Stopped("told to")

        def with_pipe(name):
            end.poll(20)

        if __name__ == "__main__":
            event, down, byte, (end, other) = Event(), Event(), RawValue("b"), Pipe()
            with ProcessPoolExecutor(
                1, initializer=prepare, initargs=(event, down, byte, end)
            ) as executor:
                wait([executor.submit(with_flag_down, "flag down")])
                other.send(1)
                wait([executor.submit(with_pipe, "pipe")])
                future = executor.submit(with_event, "event")
                event.set()
                wait([future, executor.submit(with_exception, "exception")])
                future = executor.submit(with_byte, "byte")
                byte.value = 1
        """,
        start_method=start_method,
    )
    assert run.trouble() is None, run.texts
    assert outcomes(timeline) == {
        "succeeded": ["flag down", "pipe"],
        "stopped early": ["byte", "event", "exception"],
    }
    assert [mark.kind for mark in timeline.marks] == [EMPTY]


@START_METHODS
def test_cancelled(recorded, start_method):
    """What was cancelled never began; a chunk of map() is one task."""
    timeline, run = recorded(
        """
        def work(number):
            if number == 0:
                Path("begun").touch()
                until("cancelled")
            return number

        if __name__ == "__main__":
            with ProcessPoolExecutor(1) as executor:
                futures = [executor.submit(work, number) for number in range(5)]
                until("begun")
                print(*(future.cancel() for future in futures))
                Path("cancelled").touch()
                print(list(executor.map(work, range(10, 16), chunksize=3)))
        """,
        start_method=start_method,
    )
    assert run.texts[1] == "[10, 11, 12, 13, 14, 15]"
    answers = dict(zip("01234", run.texts[0].split(), strict=True))
    begun = [name for name, answer in answers.items() if answer == "False"]
    assert outcomes(timeline) == {
        "succeeded": sorted([*begun, "10..12", "13..15"]),
        "never begun": [name for name in answers if name not in begun],
    }
    assert "not begun" in drawn(timeline)
    _, [waited] = drawing.lanes(timeline, 1)[-1]
    assert waited.label(4) == str(len(answers) - len(begun))  # not "3 t~"


@pytest.mark.parametrize(
    ("start_method", "way"),
    [
        *((method, "os._exit(1)") for method in get_all_start_methods()),
        pytest.param("default", "os.kill(os.getpid(), signal.SIGKILL)", marks=POSIX),
    ],
)
def test_dies(recorded, start_method, way):
    """A worker that dies takes its sibling with it; what had no worker yet never began."""
    timeline, run = recorded(
        f"""
        def work(name):
            if name == "sibling":
                Path("begun").touch()
                sleep(20)
            until("begun")
            if name == "dies":
                {way}

        if __name__ == "__main__":
            with ProcessPoolExecutor(2) as executor:
                for name in ("sibling", "before", "dies", *"abcdefg"):
                    executor.submit(work, name)
        """,
        start_method=start_method,
    )
    assert run.trouble() is None, run.texts
    found = outcomes(timeline)
    assert found.pop("killed") == ["dies", "sibling"]
    assert found == {"succeeded": ["before"], "never begun": list("abcdefg")}
    known, empty = timeline.marks
    assert (known.kind, known.text) == (KNOWN, "the parent knew: BrokenProcessPool")
    assert all(task.ended <= empty.time for task in timeline.outcomes()["killed"])
    assert "2 killed" in drawn(timeline)


SLEEPERS = """
def work(name):
    Path(name).touch()
    sleep(20)

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        for name in "ab":
            executor.submit(work, name)
        until("a")
        until("b")
        {end}
"""


@POSIX
@pytest.mark.parametrize(
    ("end", "outcome", "code"),
    [
        ("os._exit(3)", "killed", 3),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed", -9),
        ("os.killpg(0, signal.SIGINT)", "stopped early", -2),
    ],
    ids=["crashes", "killed", "interrupted"],
)
def test_main_program_ends(recorded, end, outcome, code):
    timeline, run = recorded(SLEEPERS.format(end=end))
    assert run.exit_code == code, run.texts
    assert outcomes(timeline) == {outcome: ["a", "b"]}
    assert all(task.begun < task.ended <= timeline.seconds for task in timeline.tasks)
    assert f"2 {outcome}" in drawn(timeline)


def test_killed_from_outside(recorded):
    """Ctrl-C at the course, or the time limit: what has been recorded by then is drawn."""

    def interrupt(line):
        raise KeyboardInterrupt

    timeline, run = recorded(SLEEPERS.format(end="print('', flush=True)"), on_line=interrupt)
    assert run is None
    assert outcomes(timeline) == {"killed": ["a", "b"]}
    assert timeline.marks == []
    assert "2 killed" in drawn(timeline)


def test_raises(recorded):
    timeline, run = recorded("""
    if __name__ == "__main__":
        with ProcessPoolExecutor(1) as executor:
            executor.submit(int, "5")
            executor.submit(int, "x").result()
    """)
    assert run.exit_code == 1
    assert outcomes(timeline) == {"succeeded": ["5"], "failed": ["x"]}
    # It is the program's own traceback.
    assert run.texts[-1] == "ValueError: invalid literal for int() with base 10: 'x'"
    assert not any("recorder" in line for line in run.texts)


def test_other_ways_in(recorded):
    """A subclass, asyncio, what cannot be pickled, a pool in a worker and in another program."""
    timeline, run = recorded(
        """
        class Pool(ProcessPoolExecutor):
            def submit(self, function, *arguments):
                return super().submit(function, *arguments)

        def no_result(name):
            return lambda: name

        def nested(name):
            with ProcessPoolExecutor(1, get_context("spawn")) as executor:
                return executor.submit(int, "3").result()

        async def main(executor):
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(executor, int, "1")

        if __name__ == "__main__":
            if sys.argv[1:]:
                with ProcessPoolExecutor(1) as executor:
                    sys.exit(executor.submit(int, "4").result() - 4)
            with Pool(2) as executor:
                print(asyncio.run(main(executor)))
                print(type(executor.submit(no_result, "result").exception()).__name__)
                print(type(executor.submit(int, Event()).exception()).__name__)
                print(executor.submit(nested, "nested").result())
            import subprocess
            subprocess.run([sys.executable, __file__, "again"], check=True)
        """,
        start_method="spawn",
    )
    assert run.trouble() is None, run.texts
    assert run.texts[0::3] == ["1", "3"]
    assert timeline.pools == 3
    found = outcomes(timeline)
    assert found["succeeded"] == ["1", "3", "4", "nested"]
    assert len(found["failed"]) == 2
    assert "result" in found["failed"]


def test_task_group():
    """Lesson 15, which has no executor inside: the recorder knows its TaskGroup."""
    script = next((lesson.script for lesson in lessons() if lesson.name == "task_group"), None)
    if script is None:
        pytest.skip("there is no lesson 15 yet")
    timeline, run = record(script)
    assert run.trouble() is None, run.texts
    found = outcomes(timeline)
    assert found["failed"] == ["damaged.txt"]
    assert {"a.txt", "b.txt"} <= set(found["stopped early"])
    assert found["killed"] == ["stuck.txt"]
    assert timeline.pools == 2
    first = [mark.kind for mark in timeline.marks][:3]
    assert first == [RAISED, KNOWN, EMPTY]


def test_program_is_not_disturbed(recorded, tmp_path, monkeypatch):
    """Its path, its own modules and its environment's sitecustomize are what they are without."""
    (tmp_path / "recorder.py").write_text("name = 'my own'")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text("import sys; sys.mine = True")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    _, run = recorded(
        """
        import recorder
        def work():
            import recorder
            return recorder.name, sys.mine, [path for path in sys.path if "recording" in path]
        if __name__ == "__main__":
            print(work())
            with ProcessPoolExecutor(1, get_context("spawn")) as executor:
                print(executor.submit(work).result())
        """
    )
    assert run.texts == ["('my own', True, [])"] * 2


def test_many_tasks(recorded, tmp_path):
    """Too many to draw one by one; the one that failed is still seen."""
    timeline, run = recorded("""
    if __name__ == "__main__":
        with ProcessPoolExecutor(2) as executor:
            futures = [executor.submit(int, "x" if n == 1000 else n) for n in range(2000)]
    """)
    assert run.trouble() is None, run.texts
    assert {name: len(names) for name, names in outcomes(timeline).items()} == {
        "succeeded": 1999,
        "failed": 1,
    }
    text = drawn(timeline)
    assert text.count("!") >= 3  # in its lane, below the axis, in a sentence
    path = tmp_path / "many.svg"
    file = BytesIO()
    drawing.save(timeline, file)
    assert file.getvalue().startswith(b"\x89PNG")
    drawing.save(timeline, path)
    assert path.stat().st_size < 300_000  # not a shape for each task
    first = path.read_bytes()
    drawing.save(timeline, path)
    assert path.read_bytes() == first
    assert drawn(timeline, plain=True).isascii()
    if Path("/dev/full").exists():
        (tmp_path / "full.png").symlink_to("/dev/full")
        with pytest.raises(Trouble, match="cannot be saved: No space left"):
            drawing.save(timeline, tmp_path / "full.png")


def test_command(typed, tmp_path):
    picture = tmp_path / "picture.svg"
    code, text = typed(ROOT, "timeline", "lessons/lesson_09_clean_stop.py", "--save", str(picture))
    assert code == 0, text
    assert "fixed()" in text  # what the program prints
    assert "6 tasks, 4 workers in 2 pools" in text
    for sentence in ("2 succeeded", "2 failed", "2 stopped early", f"Saved {picture}"):
        assert sentence in text
    assert picture.read_text().count("</svg>") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing.py"], "no program nothing.py: give the path"),
        (["lessons"], "no program lessons: give the path"),
        (["course/syllabus.py"], "nothing to draw. Give a program that makes one."),
        (["course/syllabus.py", "--save", "a.jpg"], "should end in .png or .svg"),
        (["course/syllabus.py", "--save", ""], "its name should end in .png or .svg"),
        (["course/syllabus.py", "--limit", "soon"], "'soon' is no length of time: give seconds"),
        (["course/syllabus.py", "--limit", "nan"], "'nan' is no length of time: give seconds"),
        (["course/syllabus.py", "--fast"], "timeline course/syllabus.py -- --fast"),
        (["README.md"], "Python cannot read README.md, line "),
    ],
)
def test_bad_input(typed, words, sentence):
    code, text = typed(ROOT, "timeline", *words)
    assert code == 2
    assert sentence in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_program_without_end(typed, tmp_path):
    program = tmp_path / "never.py"
    program.write_text(
        textwrap.dedent("""
        from concurrent.futures import ProcessPoolExecutor
        from time import sleep
        if __name__ == "__main__":
            with ProcessPoolExecutor(1) as executor:
                executor.submit(sleep, 600)
        """)
    )
    picture = tmp_path / "a[b].svg"  # brackets are markup to a rich Console
    code, text = typed(ROOT, "timeline", str(program), "--limit", "3", "--save", str(picture))
    assert code == 1
    assert "It did not end in 3 s and was killed" in text
    assert "--limit 30" in text
    assert f"Saved {picture}." in text
    assert picture.exists()


def test_silent_end(typed, tmp_path):
    """There are no last lines that say why."""
    program = tmp_path / "silent.py"
    program.write_text("raise SystemExit(3)")
    code, text = typed(ROOT, "timeline", str(program))
    assert (code, "exit code 3 and printed nothing" in " ".join(text.split())) == (2, True)


def test_bars_share_a_cell():
    """Where one ends and the next begins in the same cell, both names are whole."""
    bars = [
        drawing.Bar(0, 10.2, "stopped early", ["first"]),
        drawing.Bar(10.2, 20.6, "succeeded", ["second"]),
        drawing.Bar(20.6, 20.8, "failed", ["third"]),
    ]
    places = drawing.placed(sorted(bars, key=drawing.weight), int)
    assert [(bar.labels[0], *place) for bar, *place in places] == [
        ("second", 11, 20, True),
        ("first", 0, 10, False),
        ("third", 20, 20, False),
    ]


def test_picture_that_cannot_be_saved(recorded, tmp_path, monkeypatch):
    with pytest.raises(Trouble, match="There is no folder"):
        drawing.check_path(tmp_path / "nothing" / "a.png")
    (tmp_path / "a.svg").mkdir()
    with pytest.raises(Trouble, match="is a folder"):
        drawing.check_path(tmp_path / "a.svg")
    with monkeypatch.context() as patch:  # root may write everywhere
        patch.setattr(os, "access", lambda path, mode: False)
        with pytest.raises(Trouble, match="cannot be written: save the picture at another place"):
            drawing.check_path(tmp_path / "b.svg")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Trouble, match="needs matplotlib"):
        drawing.check_path(tmp_path / "a.png")
