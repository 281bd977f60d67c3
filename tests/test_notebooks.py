"""Each notebook is the tour of its lesson; that its output is right, nbval says (notebooks/)."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from course import authoring
from course.syllabus import lessons

LESSONS = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.stem)


def read(lesson):
    return nbformat.read(lesson.notebook, as_version=4)


@LESSONS
def test_program_cell_is_the_lesson(lesson):
    programs = [cell.source for cell in read(lesson).cells if cell.source.startswith("%%program")]
    assert len(programs) == 1
    timeline = programs[0].startswith("%%program --timeline ")
    assert programs[0] == authoring.program_cell(lesson.script, timeline)


@LESSONS
def test_stored_as_a_refresh_leaves_it(lesson):
    """Every cell executed in order, with an id of its own, and nothing of one machine's in it."""
    notebook = read(lesson)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert "language_info" not in notebook.metadata
    assert all(not cell.metadata for cell in notebook.cells)


@LESSONS
def test_frame(lesson):
    """Question and minutes of the syllabus; then all parts of a tour, in their order."""
    prose = [cell.source for cell in read(lesson).cells if cell.cell_type == "markdown"]
    assert prose[0].startswith(f"# Lesson {lesson.number}: ")
    assert f"**{lesson.question}**" in prose[0]
    assert f"*{lesson.minutes} minutes." in prose[0]
    headings = [text.splitlines()[0] for text in prose if text.startswith("## ")]
    wanted = ["## Predict", "## Notice", "## Experiment", "## Exercise", "## Key points"]
    assert [heading for heading in headings if heading in wanted] == wanted
    assert f"python -m course check {lesson.number}" in "\n".join(prose)


@LESSONS
def test_links(lesson):
    """Every link leads to a file, the lessons before and after among them."""
    prose = "\n".join(cell.source for cell in read(lesson).cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)#]+?)\)", prose)
    for link in links:
        if "://" not in link:
            assert (lesson.notebook.parent / link).exists(), link
    for other in lessons():
        if abs(other.number - lesson.number) == 1:
            assert other.notebook.name in links


def test_start_method_is_set_again():
    """The cell that sets the start method of its kernel can be run again there."""
    lesson = next(lesson for lesson in lessons() if lesson.number == 14)
    notebook = read(lesson)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first, setting = code[0], next(cell for cell in code if "set_start_method" in cell.source)
    again = nbformat.from_dict({**setting, "id": "again"})
    notebook.cells = [first, setting, again]
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(lesson.notebook.parent)}},
        coalesce_streams=True,
    ).execute()
    assert again.outputs == setting.outputs
