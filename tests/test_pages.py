"""README and syllabus: every lesson is in both, every link leads somewhere."""

import ast
import re

import pytest

from course.explain import INDEX
from course.syllabus import ROOT, SYLLABUS, lessons

README = ROOT / "README.md"


def test_readme_lists_every_lesson():
    text = README.read_text(encoding="utf-8")
    for lesson in lessons():
        assert f"[{lesson.name}](lessons/{lesson.script.name}) | {lesson.question} |" in text
        assert f"(notebooks/{lesson.notebook.name})" in text


def test_syllabus_and_folders_agree():
    """No lesson without all its parts, no part without a lesson."""
    for part in ("script", "notebook", "solution", "checks"):
        listed = {getattr(lesson, part) for lesson in lessons()}
        folder = next(iter(listed)).parent
        suffix = next(iter(listed)).suffix
        found = {path for path in folder.glob(f"*_[0-9][0-9]_*{suffix}")}
        assert found == listed


def test_numbers_run_on():
    assert [lesson.number for lesson in lessons()] == list(range(1, len(lessons()) + 1))


def test_what_is_to_be_copied_is_there():
    """Each row "`name` in [file](path)" of the README's table names what the file defines."""
    rows = [row for row in README.read_text(encoding="utf-8").splitlines() if "` in [" in row]
    assert len(rows) >= 10
    for row in rows:
        names, path = re.search(r"\| (`.+?) in \[\w+\.py\]\((.+?)\)", row).groups()
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        defined = {getattr(node, "name", None) for node in tree.body}
        assert set(re.findall(r"`(\w+)", names)) <= defined, row


@pytest.mark.parametrize("page", [README, SYLLABUS, INDEX], ids=["README", "syllabus", "index"])
def test_links(page):
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in link or (page.parent / link).exists(), link
