"""What the course remembers of a learner: hints given, checks that failed, checks that passed.

It stands in ``exercises/progress.json``, which may be carried to another machine:

    {"hints": {"6": 3}, "failed": {"6": 2}, "passed": {"6": 1}}

Each is a count by the lesson's number. Whatever else stands there is kept.
"""

import json
import os

from course.exercises import Trouble, shown
from course.syllabus import EXERCISES

PROGRESS = EXERCISES / "progress.json"
HINTS, FAILED, PASSED = KINDS = ("hints", "failed", "passed")


def read():
    """What is kept, a dict of dicts from a lesson's number (str) to a count (int).

    Trouble if the file holds something else.
    """
    try:
        kept = json.loads(PROGRESS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    except ValueError as error:
        raise _unreadable(error) from None
    if not isinstance(kept, dict):
        raise _unreadable("it is to begin with {")
    for kind in KINDS:
        counts = kept.setdefault(kind, {})
        if not isinstance(counts, dict):
            raise _unreadable(f"{kind!r} is to be followed by {{")
        for count in counts.values():
            if not isinstance(count, int) or count < 0:
                raise _unreadable(f"{kind!r} holds {count!r}, which is no count")
    return kept


def count(kind, lesson):
    """How often something of a kind (one of KINDS) has happened in a lesson."""
    return read()[kind].get(str(lesson.number), 0)


def add(kind, lesson):
    """Count one more of a kind (one of KINDS) in a lesson."""
    kept = read()
    kept[kind][str(lesson.number)] = kept[kind].get(str(lesson.number), 0) + 1
    EXERCISES.mkdir(exist_ok=True)
    # In one step: another command that reads or writes at this moment finds a whole file.
    fresh = PROGRESS.with_suffix(f".{os.getpid()}")
    try:
        fresh.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
        os.replace(fresh, PROGRESS)
    finally:
        fresh.unlink(missing_ok=True)


def _unreadable(why):
    return Trouble(
        f"{shown(PROGRESS)} cannot be read ({why}). Mend it, or delete it to begin anew."
    )
