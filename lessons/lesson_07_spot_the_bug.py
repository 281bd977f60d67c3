"""Lesson 7: the example as it is usually published, and what is wrong with it.

Files are read at the same time; "damaged" has a bad block, and so has "torn". broken()
is the answer that one usually finds. It holds where the first task to end fails and no
other does. Here a success comes first, then the failure comes last, then two tasks fail.
half_fixed() adds the missing parentheses and nothing else; fixed() holds in all three.

    python lessons/lesson_07_spot_the_bug.py

Watch out: one fault hides another. Without parentheses, exception is a method and never
None: the others are stopped whichever task done.pop() takes. With them, it depends on that.
"""

from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from multiprocessing import Manager


class Stopped(Exception):
    """A task has left early because it was asked to."""


def read(name, stop, honest):
    """Pretend to read a file; return its text, or what there is of it when told to stop."""
    told = stop.wait(2 if name in ("long", "torn") else 0)
    if name in ("damaged", "torn"):  # torn meets its bad block while it is being stopped
        raise OSError("bad block")
    if told and honest:
        raise Stopped
    return "" if told else "text"  # as published: a stopped task returns like any other


def broken(name_of, stop, parentheses=False):
    done, not_done = wait(name_of, return_when=FIRST_EXCEPTION)
    # A set may pop any member; this list pops a success first, so that all runs are alike.
    done = sorted(done, key=lambda future: future.exception() is None)
    if len(done) > 0 and len(done) != len(name_of):
        future = done.pop()
        error = future.exception() if parentheses else future.exception
        if error != None:  # noqa: E711 (all that the linter ruff finds here)
            print(f"  One task failed with: {future.exception()}")
            for future in not_done:
                future.cancel()
            stop.set()


def half_fixed(name_of, stop):
    broken(name_of, stop, parentheses=True)


def fixed(name_of, stop):
    done, not_done = wait(name_of, return_when=FIRST_EXCEPTION)
    if any(future.exception() is not None for future in done):
        for sibling in not_done:
            sibling.cancel()
        stop.set()
    # exception() waits: a sibling may yet fail, while it is being stopped.
    begun = [future for future in name_of if not future.cancelled()]
    failed = [future for future in begun if not isinstance(future.exception(), Stopped | None)]
    for future in failed:
        future.exception().add_note(f"name={name_of[future]}")
    if failed:  # the group is an ExceptionGroup, unless a task has called sys.exit()
        raise BaseExceptionGroup("tasks failed", [future.exception() for future in failed])


def main():
    with Manager() as manager, ProcessPoolExecutor(max_workers=3) as executor:
        # The workers wait for each other: from here on, all three are up.
        list(executor.map(manager.Barrier(3).wait, [None] * 3))
        for names in ("short long damaged", "short damaged", "long torn damaged"):
            for watch in (broken, half_fixed, fixed):
                print(f"{names}: {watch.__name__}()")
                stop = manager.Event()
                name_of = {}
                for name in names.split():
                    name_of[executor.submit(read, name, stop, watch is fixed)] = name
                    if name == "short":
                        wait(name_of)  # it has ended before the others begin
                try:
                    watch(name_of, stop)
                except BaseExceptionGroup as group:
                    print(f"  {group}:", *(error.__notes__[0] for error in group.exceptions))
                print(" ", {name_of[f]: f.exception() or f.result() for f in name_of})


if __name__ == "__main__":
    main()

# Output
#
# short long damaged: broken()              <- a success comes first
#   One task failed with: None              <- done.pop() took short, which has no error to show
#   {'short': 'text', 'long': '', 'damaged': OSError('bad block')}     <- long: stopped, or empty?
# short long damaged: half_fixed()          <- short is asked, and has no error: nothing is done
#   {'short': 'text', 'long': 'text', 'damaged': OSError('bad block')}    <- long was read on
# short long damaged: fixed()
#   tasks failed (1 sub-exception): name=damaged
#   {'short': 'text', 'long': Stopped(), 'damaged': OSError('bad block')}
# short damaged: broken()                   <- the failure comes last: all are done, nobody asks
#   {'short': 'text', 'damaged': OSError('bad block')}
# short damaged: half_fixed()
#   {'short': 'text', 'damaged': OSError('bad block')}
# short damaged: fixed()
#   tasks failed (1 sub-exception): name=damaged
#   {'short': 'text', 'damaged': OSError('bad block')}
# long torn damaged: broken()               <- two tasks fail
#   One task failed with: bad block         <- which? and torn, which failed later, is not told
#   {'long': '', 'torn': OSError('bad block'), 'damaged': OSError('bad block')}
# long torn damaged: half_fixed()           <- parentheses do not help against that
#   One task failed with: bad block
#   {'long': '', 'torn': OSError('bad block'), 'damaged': OSError('bad block')}
# long torn damaged: fixed()
#   tasks failed (2 sub-exceptions): name=torn name=damaged
#   {'long': Stopped(), 'torn': OSError('bad block'), 'damaged': OSError('bad block')}
