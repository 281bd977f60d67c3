"""``python -m course`` as a learner types it, in a copy of the project."""

import _multiprocessing
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing import get_all_start_methods
from threading import Timer
from time import sleep

import pytest

from course.syllabus import ROOT, lessons

PROGRESS = "exercises/progress.json"
STARTED = "exercises/exercise_06_fail_fast.py"


@pytest.fixture
def project(tmp_path):
    """A copy of the project, without exercises."""
    for folder in ("course", "lessons", "solutions", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def course(project, typed):
    """Runs a command in the copy; gives its exit code and what it printed."""
    return lambda *words: typed(project, *words)


def test_list(course):
    code, text = course()
    assert code == 0
    for lesson in lessons():
        assert f"{lesson.number}  {lesson.name} " in text
        assert lesson.question.split()[0] in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_learners_way(course, project):
    """Start, a first check that fails, three hints, the solution, a check that passes."""
    code, text = course("start", "6")
    assert (code, STARTED in text, "course check 6" in text) == (0, True, True)

    code, text = course("check", "6")
    assert code == 1
    assert "NotImplementedError('your answer'), line " in text
    assert "course hint 6" in text

    for said in ("1 of 3: ", "2 of 3: ", "3 of 3: ", "3 of 3, the last: "):
        code, text = course("hint", "6")
        assert (code, text.startswith(f"Hint {said}")) == (0, True)
    assert "course solution 6" in text
    kept = {"hints": {"6": 3}, "failed": {"6": 1}, "passed": {}}
    assert json.loads((project / PROGRESS).read_text()) == kept

    shutil.copy(project / "solutions" / "solution_06_fail_fast.py", project / STARTED)
    code, text = course("check", "6")
    assert (code, text.count("ok "), "All checks hold" in text) == (0, 4, True), text
    kept["passed"]["6"] = 1
    assert json.loads((project / PROGRESS).read_text()) == kept
    assert "solution, word for word" in course("solution", "6")[1]


def test_start_keeps_an_existing_file(course, project):
    (project / "exercises").mkdir()
    (project / STARTED).write_text("precious")
    code, text = course("start", "6")
    assert code == 2
    assert "there already" in text
    assert "rename it first" in text
    assert (project / STARTED).read_text() == "precious"
    assert max(map(len, text.splitlines())) <= 80
    assert STARTED in text


@pytest.mark.parametrize("words", [["check", "60"], ["start", "x"], ["hint", "-1"], ["start", "0"]])
def test_no_such_lesson(course, words):
    code, text = course(*words)
    assert code == 2
    assert "number from 1 to " in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["start"], "required: lesson. What it takes: python -m course start --help"),
        (["begin"], "invalid choice: 'begin'"),
        (["run", "1", "2"], "This cannot be taken: 2. What can: python -m course --help"),
        (["explain", "zzqq"], "Try other words, or read through all entries: lessons/symptoms"),
        (["explain", "[/b]"], "Try other words"),
    ],
)
def test_words_that_no_command_takes(course, words, sentence):
    """A sentence that says what to do next, and no line that the terminal would cut in a word."""
    code, text = course(*words)
    assert code == 2
    assert sentence in " ".join(text.split())
    assert "usage" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_no_file_yet(course):
    code, text = course("check", "6")
    assert code == 2
    assert "python -m course start 6" in text


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("def read_files(:\n", "line 1: invalid syntax"),
        ("x = '\0'\n", "Python cannot read"),
        ("", "expected  a function read_files() in exercise_06_fail_fast.py"),
        ("import nothing_of_that_name\n", "No module named 'nothing_of_that_name'"),
        ("import sys\nsys.exit('bye')\n", "SystemExit('bye'), line 2"),
        ("import os\nos._exit(7)\n", "exit code 7"),
        ("def read_files(*_):\n    raise SystemExit\n", "SystemExit(), line 2"),
        (
            "import subprocess, sys\ndef read_files(names, blocks, read_block):\n"
            "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
            "    return {n: [read_block(n, b) for b in range(blocks)] for n in names}\n",
            "left processes behind",
        ),
        ("def read_files(*_):\n    while True: print('x')\n", "look for an endless loop"),
    ],
    ids=[
        "syntax",
        "null byte",
        "empty",
        "import",
        "exits",
        "dies",
        "exits later",
        "leaves",
        "floods",
    ],
)
def test_answers_that_go_wrong(course, project, answer, sentence):
    (project / "exercises").mkdir()
    (project / STARTED).write_text(answer)
    code, text = course("check", "6")
    assert code in (1, 2)
    assert sentence in text
    assert max(map(len, text.splitlines())) <= 80
    assert (project / STARTED).read_text() == answer


def test_answer_that_never_returns(course, project):
    (project / "exercises").mkdir()
    (project / STARTED).write_text("def read_files(*_):\n    while True: pass\n")
    code, text = course("check", "6")
    assert code == 1
    assert "called    read_files(['file 0'" in text
    assert "did not end in 30 s" in text
    assert text.count("not yet") == 1


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"hints": 3}', '{"failed": {"6": "x"}}', '{"passed": {"6": -1}}', "\xff"]
)
def test_progress_that_cannot_be_read(course, project, text):
    (project / "exercises").mkdir()
    (project / PROGRESS).write_text(text, encoding="latin-1")
    for words in [], ["hint", "6"]:
        code, said = course(*words)
        assert code == 2
        assert "exercises/progress.json cannot be read" in said
    assert (project / PROGRESS).read_text(encoding="latin-1") == text


def test_progress_at_a_glance(course, project):
    """Lesson 1 is done; 3 has its file, so it is next; 5 was begun on another machine."""
    (project / "exercises").mkdir()
    (project / PROGRESS).write_text('{"passed": {"1": 2}, "failed": {"1": 1, "5": 1}}')
    (project / "exercises" / "exercise_03_wait.py").write_text("")
    code, text = course()
    assert code == 0
    rows = [line.split() for line in text.partition("\n\n")[0].splitlines()]
    states = {int(row[0]): row[-1] for row in rows if row[0].isdigit()}
    assert [states[number] for number in (1, 3, 5)] == ["done", "next", "begun"]
    assert not {"done", "next", "begun"} & {states[2], states[4], states[6]}
    hours, minutes = divmod(sum(lesson.minutes for lesson in lessons()[1:]), 60)
    assert f"1 of {len(lessons())} lessons done, {hours} h {minutes:02} min left" in text
    assert text.endswith("python -m course check 3\n")

    every = {str(lesson.number): 1 for lesson in lessons()}
    (project / PROGRESS).write_text(json.dumps({"passed": every}))
    code, text = course()
    assert code == 0
    assert f"{len(every)} of {len(every)} lessons done" in text
    assert "next" not in text.lower()


def test_progress_of_two_commands_at_once(project):
    """Whoever reads it meanwhile finds a whole file; what the course does not know is kept."""
    (project / "exercises").mkdir()
    (project / PROGRESS).write_text('{"mine": "kept"}')
    add = "from course import progress, syllabus\n" + 100 * (
        "progress.add('hints', syllabus.lessons()[0])\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", add], cwd=project) for _ in range(2)]
    while any(writer.poll() is None for writer in writers):
        assert json.loads((project / PROGRESS).read_text())["mine"] == "kept"
    assert [writer.returncode for writer in writers] == [0, 0]
    assert json.loads((project / PROGRESS).read_text())["hints"]["1"] >= 100
    assert [path.name for path in (project / "exercises").iterdir()] == ["progress.json"]


# In the place of lesson 1. It waits for the test: order comes from there.
LIVE = """
from pathlib import Path
from time import sleep

print("  a line with a note that has no room beside it in a terminal of 80 columns,", 1)
print("two")
while not Path("go on").exists():
    sleep(0.02)
print("one")
print("end")

# Output
#
#   a line with a note that has no room beside it in a terminal of 80 columns, …  <- below
# * one    <- the first, for a reason that takes more than the room beside it in 80 columns
# * two    <- the second
# end
"""

# Waits, and has what a killed program would leave behind: a semaphore, a file, a process.
LEAVES = """
import subprocess, sys, tempfile
from multiprocessing import get_context
from pathlib import Path

lock = get_context("spawn").Lock()
file = tempfile.NamedTemporaryFile()
Path("left").write_text(lock._semlock.name)
print("begun")
subprocess.run([sys.executable, "-c", "import time; time.sleep(600)"])

# Output
#
# begun
"""

LIMIT = 120
HEAR_CTRL_C = None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)

SCRIPT = lessons()[0].script.relative_to(ROOT)


@pytest.fixture
def begun(project):
    """Types a command that goes on, and gives its process, which has LIMIT seconds."""
    processes = []

    def begin(*words):
        process = subprocess.Popen(
            [sys.executable, "-m", "course", *words],
            cwd=project,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            # Tests that run in the background ignore Ctrl-C, and would hand that down.
            preexec_fn=HEAR_CTRL_C,
        )
        end = Timer(LIMIT, process.kill)
        end.start()
        processes.append((process, end))
        return process

    yield begin
    for process, end in processes:
        end.cancel()
        process.kill()
        process.communicate()


def until(process, text):
    """Read what a process prints to the first line that holds a text (str); return the lines."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if text in line:
            return lines
    raise AssertionError(f"{text!r} was not printed: {lines}")


def test_run(begun, project):
    """Each line is shown when it comes, with its note: also the second before the first."""
    (project / SCRIPT).write_text(LIVE, encoding="utf-8")
    process = begun("run", "1")
    lines = until(process, "<- the second")
    (project / "go on").touch()
    lines += until(process, "Everything came as announced")
    assert process.wait() == 0
    shown = [re.sub(r"^ ?\d+\.\d\d s  |^ {9}", "|", line) for line in lines[1:-1]]
    assert shown == [
        "|  a line with a note that has no room beside it in a terminal of 80",
        "|      columns, 1",
        "|     <- below",
        "|two  <- the second",
        "|one  <- the first, for a reason that takes more than the room beside it",
        "|        in 80 columns",
        "|end",
    ]
    seconds = [float(line[:5]) for line in lines[1:-1] if line[:5].strip()]
    assert seconds == sorted(seconds)
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ('print("two")', 'print("three")', "First: announced 'two', printed 'three'"),
        ('print("end")', "", "First: announced 'end', but nothing more was printed"),
        ('print("end")', 'print("end"); raise SystemExit(3)', "ended with exit code 3"),
        ("# Output", "# Ausgabe", 'lesson_01_futures.py: there is no line "# Output"'),
    ],
    ids=["another line", "a line less", "exit code", "no block"],
)
def test_run_that_goes_wrong(course, project, right, wrong, sentence):
    (project / SCRIPT).write_text(LIVE.replace(right, wrong), encoding="utf-8")
    (project / "go on").touch()
    code, text = course("run", "1")
    assert code == (2 if right == "# Output" else 1)
    assert sentence in " ".join(text.split())
    assert "Everything" not in text
    assert ("three  <- not announced" in text) == ("three" in wrong)


@pytest.mark.parametrize("start_method", get_all_start_methods())
def test_run_under_a_start_method(course, project, start_method):
    (project / SCRIPT).write_text(
        "import multiprocessing\nprint(multiprocessing.get_start_method())\n"
        f"# Output\n#\n# {start_method}\n"
    )
    code, text = course("run", "futures", "--start-method", start_method)
    assert (code, "Everything came as announced" in text) == (0, True), text


def test_no_such_start_method(course):
    code, text = course("run", "1", "--start-method", "thread")
    assert code == 2
    assert "no start method 'thread' here: take " in text
    assert "spawn" in text


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one process")
def test_run_is_interrupted(begun, project, monkeypatch, tmp_path_factory):
    """Ctrl-C ends the lesson at once; no process (see conftest.py), file or semaphore is left."""
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    (project / SCRIPT).write_text(LEAVES)
    process = begun("run", "1")
    until(process, "begun")
    process.send_signal(signal.SIGINT)
    assert process.stdout.read() == ""
    assert process.wait() == 130
    assert not list(temporary.iterdir())
    with pytest.raises(FileNotFoundError):
        _multiprocessing.SemLock._rebuild(0, 1, 1, (project / "left").read_text())


def test_solution(course, project, monkeypatch):
    """It is shown after the third check that fails, beside the answer, without the hints."""
    lesson = lessons()[5]
    assert "course start 6" in course("solution", "6")[1]
    course("start", "6")
    (project / PROGRESS).write_text('{"failed": {"6": 2}}')
    code, text = course("solution", "6")
    assert code == 2
    assert "after 3 that fail: 1 more." in text
    assert "contents" not in text
    code, text = course("check", "6")
    assert (code, text.endswith("see the solution: python -m course solution 6\n")) == (1, True)

    code, text = course("solution", "6")
    assert code == 0
    lines = text.splitlines()
    taken = [line for line in lines if line.startswith("-")]
    assert taken[1:] == ['-    raise NotImplementedError("your answer")'] * 2
    given = [line[1:] for line in lines if line.startswith("+")]
    solution = lesson.solution.read_text(encoding="utf-8").splitlines()
    assert set(given[1:]) < set(solution)
    assert "            stop.set()" in given
    assert "\x1b" not in text
    assert not {"+Hints:", "+    # -- answer --"} & set(lines)

    monkeypatch.setenv("FORCE_COLOR", "1")
    colours = re.compile(r"\x1b\[[\d;]*m")
    code, text = course("solution", "6")
    assert "\x1b[32m+            stop.set()\x1b[0m" in text
    assert max(len(colours.sub("", line)) for line in text.splitlines()) <= 80

    (project / PROGRESS).write_text('{"passed": {"6": 1}}')
    (project / STARTED).write_bytes(b"# \xff\n")
    code, text = course("solution", "6")
    assert (code, "Save it as UTF-8" in text) == (2, True)


def test_watch(begun, course, project):
    """A check at every save, also while another goes on; it ends when all checks hold."""
    code, text = course("watch", "1")
    assert (code, "course start 1" in text) == (2, True)
    course("start", "1")
    answer = project / lessons()[0].exercise.relative_to(ROOT)
    started = answer.read_text(encoding="utf-8")

    process = begun("watch", "1")
    lines = until(process, "Ctrl-C ends this")
    assert f"exercises/{answer.name}, saved " in lines[0]
    assert any("not yet" in line for line in lines)

    answer.unlink()
    answer.write_text("def ship(:\n")
    assert any("invalid syntax" in line for line in until(process, "Ctrl-C ends this"))

    # This one is at work when the next is saved, and would be for half a minute.
    body = "import pathlib; pathlib.Path(__file__).with_name('at work').touch()\n    while 1: pass"
    answer.write_text(started.replace('raise NotImplementedError("your answer")', body))
    until(process, "saved ")
    while not answer.with_name("at work").exists():
        assert process.poll() is None
        sleep(0.02)
    fresh = answer.with_suffix(".new")
    shutil.copy(project / lessons()[0].solution.relative_to(ROOT), fresh)
    os.replace(fresh, answer)
    lines = until(process, "All checks hold")
    assert not any("not yet" in line for line in lines)
    process.stdout.read()
    assert process.wait() == 0
    kept = json.loads((project / PROGRESS).read_text())
    assert (kept["failed"], kept["passed"]) == ({"1": 1}, {"1": 1})


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one process")
def test_watch_is_interrupted(begun, course, project):
    course("start", "1")
    process = begun("watch", "1")
    until(process, "Ctrl-C ends this")
    process.send_signal(signal.SIGINT)
    assert process.stdout.read() == ""
    assert process.wait() == 130


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_prompt_stands_on_a_line_of_its_own(course, project):
    """After Ctrl-C in a terminal, which prints ^C and no newline."""
    course("start", "1")
    ours, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "course", "watch", "1"],
        cwd=project,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=HEAR_CTRL_C,
    )
    os.close(terminal)
    end = Timer(LIMIT, process.kill)
    end.start()
    printed = b""
    try:
        with suppress(OSError):  # how Linux says that nobody has the terminal any more
            while some := os.read(ours, 10_000):
                if b"Ctrl-C ends this." in some:
                    process.send_signal(signal.SIGINT)
                printed += some
        assert process.wait() == 130
        assert printed.endswith(b"Ctrl-C ends this.\r\n\r\n")
    finally:
        end.cancel()
        process.kill()
        process.wait()
        os.close(ours)
