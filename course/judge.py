"""Judges one answer by one check, as a program of its own.

    python course/judge.py CHECKS NAME ANSWER

CHECKS and ANSWER are Python files, NAME is a check in CHECKS. Exit code 0: it holds;
REJECTED: it does not, and what was printed says why.
"""

import sys
from importlib import import_module
from pathlib import Path

REJECTED = 1


def judge(checks, name, answer):
    """Run the check; return the exit code. checks, answer: paths; name: str."""
    # On sys.path, where worker processes find them by name under every start method.
    root = Path(__file__).resolve().parent.parent
    sys.path[:1] = map(str, [root, checks.parent, answer.parent, root / "lessons"])
    from course.checking import Raised, Rejected, expect

    check = getattr(import_module(checks.stem), name)
    try:
        module = import_module(answer.stem)
    except BaseException as error:  # whatever the learner's file does, it gets a sentence
        module = Raised(error)
    try:
        expect(
            not isinstance(module, Raised), module, f"{answer.name} to be imported without an error"
        )
        check(module)
    except Rejected:
        return REJECTED
    except AttributeError as error:
        if error.obj is not module:
            raise
        print(f"expected  a function {error.name}() in {answer.name}, as the exercise names it")
        return REJECTED
    return 0


if __name__ == "__main__":
    sys.exit(judge(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
