"""The explorer: each of its programs really runs and stops as it should; the panel shows a run."""

import sys

import pytest
from IPython.core.error import UsageError

from course import explorer
from course.magic import STABLE
from course.timeline import CANCELLED, FAILED, KILLED, STOPPED, SUCCEEDED

NOTHING, CANCEL, MANAGER, BYTE, FORCE, GROUP = explorer.TECHNIQUES
SHORT = 0.1  # seconds a step: where nothing stops the tasks, these are many
LONG = 0.5  # here it is the time that a sibling has to begin before the failure, and more


@pytest.mark.parametrize(
    ("technique", "settings", "outcome"),
    [
        (NOTHING, (8, 4, SHORT), SUCCEEDED),
        (CANCEL, (20, 4, SHORT), SUCCEEDED),
        (MANAGER, (20, 10, LONG), STOPPED),
        (BYTE, (20, 10, LONG), STOPPED),
        (FORCE, (20, 10, LONG), KILLED),
        (GROUP, (20, 10, LONG), STOPPED),
    ],
    ids=["nothing", "cancel", "manager", "byte", "force", "group"],
)
def test_technique(technique, settings, outcome):
    """How the siblings that were running end, how soon, and what begins after the failure."""
    tasks, steps, seconds = settings
    timeline, run = explorer.run(explorer.program(technique, *settings))
    assert run.trouble() is None, run.texts
    found = {
        outcome: {task.name for task in tasks} for outcome, tasks in timeline.outcomes().items()
    }
    assert found.pop(FAILED) == {"0"}
    assert set(found) <= {outcome, CANCELLED}
    if technique not in (MANAGER, BYTE):  # there all may begin, and end, before cancel()
        assert (CANCELLED in found) == (technique != NOTHING)
    assert sum(map(len, found.values())) == tasks - 1
    if technique != GROUP:  # whose workers begin one by one
        assert {"1", "2", "3"} <= found[outcome]

    stop = explorer.stop_of(timeline, seconds)
    whole = steps * seconds
    if outcome == SUCCEEDED:
        assert stop.after > whole / 2
        assert stop.begun > stop.at_once == 0
    else:
        assert stop.after < whole / 2
    if technique in (BYTE, GROUP):
        assert stop.at_once == stop.begun


def found(panel, kind):
    """The widget of a class (its name) in a panel."""
    return next(widget for widget in panel.children if type(widget).__name__ == kind)


def test_run_button(monkeypatch):
    """It runs the program that is shown, with the settings, and is ready to be pressed again."""
    monkeypatch.delenv(STABLE, raising=False)  # where notebooks are tested it is set
    panel = explorer.panel()
    button = found(panel, "Button")
    found(panel, "Dropdown").value = FORCE
    found(panel, "IntSlider").value = 7
    found(panel, "SelectionSlider").value = 0.1
    [source] = found(panel, "Accordion").children
    text = explorer.program(FORCE, 7, explorer.STEPS, 0.1)
    assert source.outputs[0]["data"]["text/plain"] == text
    button.click()
    figures, picture = found(panel, "Output").outputs
    assert "from the raise until the last task ended\n" in figures["text"]
    assert picture["data"]["text/plain"].startswith("Timeline of explored.py: 1 failed")
    assert picture["data"]["image/png"].startswith("iVBOR")  # a PNG in base 64
    assert (button.disabled, button.description) == (False, "Run")


def test_run_that_cannot_be(monkeypatch, tmp_path):
    monkeypatch.setattr(explorer, "TASK_GROUP", tmp_path / "nothing.py")
    panel = explorer.panel()
    button = found(panel, "Button")
    button.click()
    [figures] = found(panel, "Output").outputs
    assert figures["text"].startswith("It could not be run: ")
    assert not button.disabled


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("print('here')\nwhile True:\n    pass\n", "here\nIt did not end in 1 s and was killed"),
        ("raise SystemExit('no')\n", "no\nIt ended with exit code 1"),
        ("print('here')\n", "No task has failed.\n"),
    ],
    ids=["endless", "exits", "no pool"],
)
def test_sentences(text, sentence):
    timeline, run = explorer.run(text, limit=1 if "while" in text else 30)
    assert explorer.figures(timeline, run, 0.1).startswith(sentence)


def test_interrupted():
    assert "interrupted" in explorer.figures(None, None, 0.1)


def test_package_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(UsageError, match="needs ipywidgets: python -m pip install"):
        explorer.explore()
