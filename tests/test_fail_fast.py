"""Lesson 6 stays right when its tasks fail otherwise than shown."""

import pytest

from course import runner
from course.syllabus import lessons

LESSON = next(lesson for lesson in lessons() if lesson.name == "fail_fast")

VARIANTS = {
    # what becomes of read_file(): names that read three blocks instead of ten, names that fail
    "others succeeded earlier": {
        "short": {2, 3, 4, 5, 6},
        "fails_at": {0: 4},
        "stop": {1, 7, 8, 9},
    },
    "the last to end fails": {"short": set(range(9)), "fails_at": {9: 4}, "stop": set()},
    "two fail at once": {
        "short": set(),
        "fails_at": {3: 1, 7: 1},
        "stop": {0, 1, 2, 4, 5, 6, 8, 9},
    },
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_variant(variant, tmp_path):
    text = LESSON.script.read_text(encoding="utf-8")
    for right, other in [
        (
            "for _ in range(BLOCKS)",
            f"for block in range(3 if name in {variant['short']} else BLOCKS)",
        ),
        ("if name == 0", f"if {variant['fails_at']}.get(name) == block + 1"),
    ]:
        assert text.count(right) == 1
        text = text.replace(right, other)
    path = tmp_path / LESSON.script.name
    path.write_text(text, encoding="utf-8")

    run = runner.run(path, limit=60)
    assert run.trouble() is None, run.texts
    failed = [f"Task has failed, name={name}" for name in variant["fails_at"]]
    assert sorted(line for line in run.texts if "has failed" in line) == failed
    reported = "One task failed with: Something bad happened, shutting down"
    assert run.texts.count(reported) == 1
    stopped = [f"Stopping, name={name}" for name in sorted(variant["stop"])]
    assert sorted(line for line in run.texts if line.startswith("Stopping")) == stopped
    assert run.texts[-1] == "All done."
