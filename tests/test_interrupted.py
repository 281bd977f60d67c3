"""A lesson that is interrupted by Ctrl-C leaves no process (see conftest.py), file or semaphore."""

import os
import signal
import subprocess
import sys
from time import sleep

import pytest

from course.syllabus import lessons

# Up to 3.12, a Ctrl-C that comes while the with block is being left makes the program forget
# that the pool's own thread still runs, and hang: as a user would, press again.
PRESSES = 3
SECONDS_BETWEEN = 15


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one group")
@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.stem)
@pytest.mark.parametrize("seconds", [0.6, 1.4])
def test_interrupted(lesson, seconds, tmp_path):
    folder = tmp_path / "temporary files"
    folder.mkdir()
    output = tmp_path / "output"
    with open(output, "w") as file:
        process = subprocess.Popen(
            [sys.executable, lesson.script],
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # Tests that run in the background ignore Ctrl-C, and would hand that down.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        sleep(seconds)
        for _ in range(PRESSES):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
                try:
                    process.wait(SECONDS_BETWEEN)
                except subprocess.TimeoutExpired:
                    continue
    assert process.poll() is not None, f"still running after Ctrl-C, {PRESSES} times"
    assert "leaked" not in output.read_text()  # the resource tracker's word on semaphores
    assert not list(folder.iterdir())
