"""``python -m course`` as a learner types it, in a copy of the project."""

import json
import shutil

import pytest

from course.syllabus import ROOT, lessons

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

    for number in (1, 2, 3, 3):
        code, text = course("hint", "6")
        assert (code, text.startswith(f"Hint {number} of 3: ")) == (0, True)
    assert json.loads((project / "exercises" / "progress.json").read_text()) == {"hints": {"6": 3}}

    shutil.copy(project / "solutions" / "solution_06_fail_fast.py", project / STARTED)
    code, text = course("check", "6")
    assert (code, text.count("ok "), "All checks hold" in text) == (0, 4, True), text


def test_start_keeps_an_existing_file(course, project):
    (project / "exercises").mkdir()
    (project / STARTED).write_text("precious")
    code, text = course("start", "6")
    assert code == 2
    assert "there already" in text
    assert "rename it first" in text
    assert (project / STARTED).read_text() == "precious"


@pytest.mark.parametrize("words", [["check", "60"], ["start", "x"], ["hint", "-1"], ["start", "0"]])
def test_no_such_lesson(course, words):
    code, text = course(*words)
    assert code == 2
    assert "number from 1 to " in text


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
    assert (project / STARTED).read_text() == answer


def test_answer_that_never_returns(course, project):
    (project / "exercises").mkdir()
    (project / STARTED).write_text("def read_files(*_):\n    while True: pass\n")
    code, text = course("check", "6")
    assert code == 1
    assert "called    read_files(['file 0'" in text
    assert "did not end in 30 s" in text
    assert text.count("not yet") == 1


def test_progress_that_cannot_be_read(course, project):
    (project / "exercises").mkdir()
    progress = project / "exercises" / "progress.json"
    progress.write_text("{")
    code, text = course("hint", "6")
    assert code == 2
    assert "exercises/progress.json cannot be read" in text
    assert progress.read_text() == "{"
