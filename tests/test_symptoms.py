"""The index of symptoms: each broken program shows what its entry says, each fixed one does not."""

import platform
import re
import sys

import pytest

from course import explain, runner
from course.syllabus import ROOT

SYMPTOMS = explain.symptoms()
EVERY_SYMPTOM = pytest.mark.parametrize(
    "symptom", SYMPTOMS, ids=lambda symptom: symptom.broken.stem.removesuffix("_broken")
)

# A program that hangs is ended after so many seconds: its fixed twin takes less than 2.
HANGS = 6
# Ten times what a program may take that does not hang.
LIMIT = 40


def elsewhere(shows_on):
    """Why an entry's symptom cannot show here, None if it can: from what it is said to show on."""
    here = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    for condition in shows_on.split(", "):
        if condition == "every version":
            continue
        if version := re.fullmatch(r"3\.(\d+) and newer", condition):
            holds = sys.version_info >= (3, int(version[1]))
        elif versions := re.fullmatch(r"3\.(\d+) to 3\.(\d+)", condition):
            holds = int(versions[1]) <= sys.version_info.minor <= int(versions[2])
        else:
            systems = set(condition.split(" and "))
            assert systems <= {"Linux", "macOS", "Windows"}, condition
            holds = here in systems
        if not holds:
            return f"shows on {condition}, this is Python 3.{sys.version_info.minor} on {here}"
    return None


def shows(symptom, run):
    """Whether a run shows the symptom, as the entry says that it is seen."""
    if symptom.seen_as == "the message":
        printed = explain.plain("\n".join(run.texts))
        return any(explain.plain(wording) in printed for wording in symptom.wordings)
    if symptom.seen_as == "a process left behind":
        return bool(run.left_behind)
    how, line = re.fullmatch(r"(.+) `(.+)`", symptom.seen_as).groups()
    if how == "a hang after the line":
        return run.ended_by == "time" and line in run.texts
    if how == "only the line":
        return run.texts == [line]
    assert how == "the line", symptom.seen_as
    return line in run.texts


@EVERY_SYMPTOM
def test_broken(symptom):
    if reason := elsewhere(symptom.shows_on):
        pytest.skip(reason)
    hangs = symptom.seen_as.startswith("a hang")
    run = runner.run(symptom.broken, limit=HANGS if hangs else LIMIT)
    assert shows(symptom, run), run
    assert run.ended_by == ("time" if hangs else None)
    assert bool(run.left_behind) == (symptom.seen_as == "a process left behind"), run
    if symptom.seen_as == "the message":  # who pastes all of it finds the cause, not what followed
        assert explain.find("\n".join(run.texts))[0] == symptom


@EVERY_SYMPTOM
def test_fixed(symptom):
    if reason := elsewhere(symptom.shows_on):
        pytest.skip(reason)
    run = runner.run(symptom.fixed, limit=LIMIT)
    assert run.trouble() is None, run
    assert run.texts
    assert not any("Traceback" in text for text in run.texts), run
    assert not shows(symptom, run), run


@EVERY_SYMPTOM
def test_programs(symptom):
    """A short program with a docstring, and a twin that differs in little."""
    broken, fixed = (
        [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for path in (symptom.broken, symptom.fixed)
    )
    for lines in (broken, fixed):
        assert lines[0].startswith('"""')
        assert len(lines) <= 25
    assert len(set(broken) ^ set(fixed)) <= 18


def test_index_and_folder_agree():
    text = explain.INDEX.read_text(encoding="utf-8")
    assert len(SYMPTOMS) == text.count("\n### ")  # not one that cannot be read
    listed = {path for symptom in SYMPTOMS for path in (symptom.broken, symptom.fixed)}
    assert set(explain.INDEX.parent.glob("*.py")) == listed


def test_index_is_sorted():
    silent = [symptom for symptom in SYMPTOMS if symptom.seen_as != "the message"]
    assert silent == SYMPTOMS[-len(silent) :]
    for part in (SYMPTOMS[: -len(silent)], silent):
        headings = [re.sub("[^a-z0-9 ]", "", symptom.heading.lower()) for symptom in part]
        assert headings == sorted(headings)


@EVERY_SYMPTOM
def test_own_text_finds_itself_first(symptom):
    for wording in symptom.wordings:
        for text in (wording, wording.upper(), f"SomeError: {wording}\n"):
            assert explain.find(text)[0] == symptom


TRACEBACK = """
Process SpawnProcess-7:
Traceback (most recent call last):
  File "/usr/lib/python3.13/concurrent/futures/process.py", line 251, in _process_worker
    call_item = call_queue.get(block=True)
AttributeError: Can't get attribute 'resize' on <module '__mp_main__' from '/home/me/x.py'>
Traceback (most recent call last):
  File "/home/me/x.py", line 8, in <module>
    print(future.result())
concurrent.futures.process.BrokenProcessPool: A process in the process pool was terminated \
abruptly while the future was running or pending.
"""


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        (TRACEBACK, ["cannot_get_attribute", "terminated_abruptly"]),
        (TRACEBACK.replace("\n", "\r\n"), ["cannot_get_attribute", "terminated_abruptly"]),
        ("TypeError: cannot pickle 'generator' object", ["cannot_pickle"]),
        ("Can't pickle local object 'Reader.read.<locals>.<lambda>'", ["local_object"]),
        ("bootstrapping phase", ["bootstrapping_phase"]),
        ("ctrl-c", ["ctrl_c"]),
        ("Process SpawnProcess-1:\nTraceback\n  time.sleep(1)\nKeyboardInterrupt", ["ctrl_c"]),
        ("one task failed but others continue", ["others_go_on"]),
        ("my other tasks go on when one has failed", ["others_go_on"]),
        ("urllib3.exceptions.ConnectTimeoutError: (connect timeout)", []),
        ("Ctrl+C does nothing, it has no effect", ["ctrl_c"]),
        ("my program hangs at exit", ["hangs_at_exit"]),
        ("workers left behind", ["left_behind"]),
        ("ZeroDivisionError: division by zero", []),
        ("AttributeError: module 'numpy' has no attribute 'read'", []),
        ("x", []),
        ("", []),
    ],
)
def test_find(text, stems):
    found = [symptom.broken.stem.removesuffix("_broken") for symptom in explain.find(text)]
    assert found[: len(stems)] == stems
    assert bool(found) == bool(stems)


@pytest.mark.parametrize(
    ("words", "code", "lines"),
    [
        (
            [TRACEBACK],
            0,
            [
                "Can't get attribute 'read' on <module '__main__'",
                "broken    lessons/symptoms/cannot_get_attribute_broken.py",
                "lesson    lessons/lesson_08_start_methods.py",
            ],
        ),
        (["hangs", "at", "exit"], 0, ["The program hangs at exit"]),
        (["[Errno", "32]", "Broken", "pipe"], 0, ["BrokenPipeError"]),
        (["division by zero"], 2, ["lessons/symptoms/README.md"]),
        ([], 2, ["Paste the text of an error"]),
    ],
)
def test_command(typed, words, code, lines):
    exit_code, text = typed(ROOT, "explain", *words)
    assert exit_code == code, text
    for line in lines:
        assert line in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "\x1b" not in text


def test_through_a_pipe(typed):
    """As in ``python program.py 2>&1 | python -m course explain``, whatever the program prints."""
    exit_code, text = typed(ROOT, "explain", piped=TRACEBACK.encode() + b"\xff\xfe")
    assert exit_code == 0, text
    assert text.startswith("Can't get attribute 'read' on <module '__main__'")
