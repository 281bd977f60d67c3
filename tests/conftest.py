"""What every test is held to: no process that it started is alive after it."""

import os
import subprocess
import sys
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


@pytest.fixture
def typed():
    """Runs ``python -m course`` in a folder, as if typed; gives exit code and what it printed."""

    def run(folder, *words, piped=b""):
        ran = subprocess.run(
            [sys.executable, "-m", "course", *words],
            cwd=folder,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            input=piped,
            check=False,
        )
        printed = ran.stdout.decode("utf-8").replace("\r\n", "\n")
        assert "Traceback (most recent call last)" not in printed, printed
        return ran.returncode, printed

    return run
