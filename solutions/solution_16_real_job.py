"""Exercise 16: from many checks to one exit code.

Run check(path) for each path in worker processes, and return the exit code of the job:
- 0 if all checks have returned. Then, and only then, write the report: a line for each path,
  in the order of paths, as in "a.zip: 4096".
- 1 if a check has raised Damaged, whatever others have raised.
- 2 if checks have raised other errors only.

As soon as one check raises, all others stop. In the cases 1 and 2 the report of the last
time stays as it is, and nothing new lies beside it. Check your answer with

    python -m course check 16

Hints:

1. The task group of lesson 15 stops the others, and raises what has failed when its block
   is left. So where must the report be written, if the last check may fail?
2. group.map(check, paths) yields the results in order. The ExceptionGroup that comes out
   has a method that picks errors by their class.
3. except ExceptionGroup as failed: return 1 if failed.subgroup(Damaged) else 2. Behind it
   write(report, [...]) with zip(paths, results), and return 0.
"""

from lesson_15_task_group import TaskGroup  # the check knows where these are
from lesson_16_real_job import Damaged, write


def job(check, paths, report, max_workers):
    """Check all paths (list) in so many workers; return 0, 1 or 2, as sys.exit() takes it.

    check: what submit() can take; report: a Path. write(report, lines) is the lesson's: it
    puts a new report in the place of the old one, in one step.
    """
    # -- answer --
    try:
        with TaskGroup(max_workers) as group:
            results = list(group.map(check, paths))
    except ExceptionGroup as failed:
        # Damage is an answer, also where another file could not be read.
        return 1 if failed.subgroup(Damaged) else 2
    # Here and not in the block: what is raised there ends it before the last line is known.
    write(report, [f"{path}: {size}\n" for path, size in zip(paths, results, strict=True)])
    return 0
    # -- end --
