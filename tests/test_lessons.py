"""Each lesson does what its output block announces, however it is run."""

import ast
import os
import subprocess
import sys
from multiprocessing import get_all_start_methods

import pytest

from course import runner, transcript
from course.syllabus import lessons

LESSONS = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.stem)

# More than ten times what a lesson may take; on a busy machine a cluster takes longest.
LIMIT = 90

# The last lessons are programs to use, not steps: they are longer, and may need what
# requirements.txt names, or the lesson before.
CODE = {"task_group": 380, "real_job": 110, "cluster": 95}
NEEDS = {"real_job": {"tqdm", "lesson_15_task_group"}, "cluster": {"dask", "distributed"}}


def announced(lesson):
    return transcript.parse(lesson.script.read_text(encoding="utf-8"))


SHOWN_HERE = [
    pytest.param(
        lesson,
        marks=pytest.mark.skipif(
            os.name == "nt" and lesson.name == "ctrl_c",
            reason="on Windows a script cannot press Ctrl-C for another program alone",
        ),
        id=lesson.stem,
    )
    for lesson in lessons()
]


@pytest.mark.parametrize("lesson", SHOWN_HERE)
@pytest.mark.parametrize("start_method", get_all_start_methods())
def test_output_block(lesson, start_method):
    run = runner.run(lesson.script, start_method=start_method, limit=LIMIT)
    assert run.trouble() is None, run.texts
    assert transcript.difference(announced(lesson), run.texts) is None, run.texts


@pytest.mark.parametrize("lesson", SHOWN_HERE)
@pytest.mark.parametrize("unbuffered", [False, True], ids=["buffered", "unbuffered"])
def test_copied_away(lesson, unbuffered, tmp_path):
    """As a user has it: a copy in an empty folder, run by Python itself, its output in a pipe."""
    copy = tmp_path / lesson.script.name
    needs = NEEDS.get(lesson.name, set())
    copied = [other.script for other in lessons() if other.script.stem in {copy.stem, *needs}]
    for script in copied:
        (tmp_path / script.name).write_bytes(script.read_bytes())
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    if unbuffered:
        environment["PYTHONUNBUFFERED"] = "1"
    ran = subprocess.run(
        # -I hides the folder too, and with it a lesson that lies beside the copy.
        [sys.executable, "-s" if unbuffered or len(copied) > 1 else "-I", copy.name],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert transcript.difference(announced(lesson), ran.stdout.splitlines()) is None, ran.stdout
    left = {path.name for path in tmp_path.iterdir()} - {"__pycache__"}
    assert left == {script.name for script in copied}


@LESSONS
def test_frame(lesson):
    """The docstring, the size and the imports are what a reader of the course counts on."""
    text = lesson.script.read_text(encoding="utf-8")
    tree = ast.parse(text)
    docstring = ast.get_docstring(tree)
    first_line = docstring.splitlines()[0]
    assert first_line.startswith(f"Lesson {lesson.number}: ")
    assert f"python lessons/{lesson.script.name}" in docstring
    assert "Watch out: " in docstring

    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names | NEEDS.get(lesson.name, set())
    assert lines_of_code(tree) < CODE.get(lesson.name, 60)


def lines_of_code(tree):
    """How many lines of a program hold code: no comments, docstrings or blank lines."""
    prose = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for part in (node, node.value)
    }
    code = [node for node in ast.walk(tree) if hasattr(node, "lineno") and node not in prose]
    return len({line for node in code for line in (node.lineno, node.end_lineno)})
