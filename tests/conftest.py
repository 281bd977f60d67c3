"""What every test is held to: no process that it started is alive after it."""

import uuid
from time import monotonic

import pytest

from course import runner


@pytest.fixture(autouse=True)
def no_process_left_behind(monkeypatch):
    """Mark what the test starts, and look for it afterwards."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(runner.MARK, mark)
    yield
    left_behind = runner.lingering(mark, monotonic() + runner.SECONDS_TO_LEAVE)
    runner.end(mark)
    assert not left_behind
