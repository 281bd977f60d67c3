"""The tests of lesson 6 can fail: each of these changes turns script and notebook red."""

import shutil
import subprocess
import sys

import nbformat
import pytest

from course import authoring, runner, transcript
from course.syllabus import ROOT, lessons

LESSON = next(lesson for lesson in lessons() if lesson.name == "fail_fast")

CHANGES = {
    "the flag is never raised": ("            stop.set()", "            pass"),
    "one task does not look": ("if stop.is_set():", "if name != 3 and stop.is_set():"),
    "a name comes twice": ("Stopping, name={name}", "Stopping, name={max(2, name)}"),
    "waits for all": ("return_when=FIRST_EXCEPTION", 'return_when="ALL_COMPLETED"'),
    "a message is changed": ("Something bad happened", "Something happened"),
}

changes = pytest.mark.parametrize(("right", "wrong"), CHANGES.values(), ids=CHANGES)


def changed(right, wrong):
    text = LESSON.script.read_text(encoding="utf-8")
    code, header, block = text.partition(transcript.HEADER)
    assert code.count(right) == 1
    return code.replace(right, wrong) + header + block


@changes
def test_script(right, wrong, tmp_path):
    text = changed(right, wrong)
    path = tmp_path / LESSON.script.name
    path.write_text(text, encoding="utf-8")
    run = runner.run(path, limit=60)
    assert run.trouble() is None
    assert transcript.difference(transcript.parse(text), run.texts) is not None


def nbval(script, folder):
    """What nbval says of the notebook, up to its program cell, with another program there."""
    notebook = nbformat.read(LESSON.notebook, as_version=4)
    for index, cell in enumerate(notebook.cells):
        cell.source = cell.source.replace('Path("..").resolve()', f"Path({str(ROOT)!r})")
        if cell.source == authoring.program_cell(LESSON.script, timeline=True):
            cell.source = authoring.program_cell(script)
            cell.outputs = cell.outputs[:1]  # without the picture
            del notebook.cells[index + 1 :]
    nbformat.write(notebook, folder / "changed.ipynb")
    shutil.copy(ROOT / "notebooks" / "conftest.py", folder)
    options = ["-n0", "-v", "--color=no", "-c", "pyproject.toml"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", folder, folder / "changed.ipynb"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout


def test_notebook_as_it_is(tmp_path):
    """In another folder, but not changed: what makes it red below is the change."""
    said = nbval(LESSON.script, tmp_path)
    assert "Cell 1 PASSED" in said, said


@changes
def test_notebook(right, wrong, tmp_path):
    path = tmp_path / LESSON.script.name
    path.write_text(changed(right, wrong), encoding="utf-8")
    said = nbval(path, tmp_path)
    assert "Cell 0 PASSED" in said, said
    assert "Cell 1 FAILED" in said, said
