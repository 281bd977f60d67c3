"""The race itself is run by hand; here, that it measures, and judges what it has measured."""

import os
from itertools import product

import pytest

from tests.benchmarks import __main__ as race
from tests.benchmarks.peers import TECHNIQUES
from tests.benchmarks.results import Results, required


@pytest.fixture(autouse=True)
def path(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(race.PATH))


def test_measures_a_stop():
    """Milliseconds from the raise, in this order, whatever the machine does meanwhile."""
    numbers = race.measure("stop", "kill", 20, 1)
    assert 0 < numbers["last_step"] < numbers["control"] <= numbers["over"] < 10, numbers
    assert numbers["late"] in (0, 1)  # the failed task's worker takes another at once


def made_up(change=None):
    """Three rounds in which every peer needs 0.1 s and 10 us a task, and the group half of it."""
    records = []
    for number, (measurement, key, case, _) in product(range(3), race.plan(TECHNIQUES)):
        share = 0.2 if key.startswith("group") else 1
        numbers = {
            "stop": {"last_step": 0.02 * share, "over": 0.1 * share, "late": 0},
            "happy": {"seconds": 1e-5 * share, "peak": 2**20},
            "look": {"look": 1e-7, "empty": 5e-8},
        }[measurement]
        record = {"measurement": measurement, "technique": key, "case": case, "round": number}
        records.append(record | numbers)
        if change and change[:3] == (measurement, key, case):
            records[-1][change[3]] = change[4]
    return [requirement for requirement in required(Results(records)) if not requirement.reached]


def test_all_reached():
    assert made_up() == []


FAULTS = {
    "(1) submit: within two looks": ("stop", "group_submit", "few, looking", "last_step", 0.006),
    "(1) map: under half": ("stop", "loky", "few, looking", "last_step", 0.007),
    "(1) map: ahead of kill": ("stop", "kill", "few, looking", "last_step", 0.003),
    "(1) map: 100,000 tasks as 200": ("stop", "group_map", "many, looking", "last_step", 0.005),
    "(2) submit: at most twice": ("stop", "group_submit", "few, looking", "over", 0.21),
    "(2) map: ahead of all that do not": ("stop", "mpire", "few, looking", "over", 0.019),
    "(2) map: 100,000 tasks ahead of": ("stop", "joblib", "many, looking", "over", 0.019),
    "(3)": ("stop", "group_map", "many, not looking", "late", 1),
    "(4) submit": ("happy", "group_submit", "plain", "seconds", 1.2e-5),
    "(4) map in chunks": ("happy", "executor", "chunks", "seconds", 1.6e-6),
    "(4) a million": ("happy", "group_map", "a million", "peak", 11 * 2**20),
    "(5)": ("look", "group_submit", "one worker", "look", 1.6e-7),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items(), ids=FAULTS)
def test_not_reached(text, fault):
    assert any(requirement.text.startswith(text) for requirement in made_up(fault))


def test_nothing_measured():
    assert all(requirement.reached is None for requirement in required(Results([])))
