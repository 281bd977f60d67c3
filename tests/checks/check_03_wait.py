"""The checks of exercise 3."""

from concurrent.futures import ProcessPoolExecutor

from course.checking import PATIENCE, Raised, call, check, expect, mark, marked, wait_for


def read(name):
    """Read a file: "slow" takes until the answer has returned, "damaged" fails."""
    if name == "slow":
        try:
            wait_for("returned")
        finally:
            mark("slow has ended")
    if name == "damaged":
        wait_for("others were read")
        raise OSError("damaged")
    return f"text of {name}"


def outcome(answer, names, seconds):
    """What first_failure() makes of these files, and whether it waited for the slow one."""
    with ProcessPoolExecutor(max_workers=2) as executor:
        name_of = {executor.submit(read, name): name for name in names}
        others = [future for future, name in name_of.items() if name not in ("slow", "damaged")]
        for future in others:
            future.result()
        mark("others were read")
        came_back = call(answer.first_failure, name_of, seconds)
        waited = marked("slow has ended")
        mark("returned")
    return came_back, waited


def expect_failure(came_back):
    expect(
        isinstance(came_back, tuple)
        and came_back[0] == "damaged"
        and repr(came_back[1]) == "OSError('damaged')",
        came_back,
        ("damaged", OSError("damaged")),
    )


@check(
    rejects={
        "waits for all": [("return_when=FIRST_EXCEPTION", "return_when='ALL_COMPLETED'")],
        "asks the tasks in turn": [("for future in done", "for future in name_of")],
    }
)
def as_soon_as_it_failed(answer):
    """A failure is returned while another task is still at work."""
    came_back, waited = outcome(answer, ["slow", "damaged"], seconds=2 * PATIENCE)
    expect_failure(came_back)
    expect(not waited, came_back, "to return before the slow task has ended")


@check(
    rejects={
        "takes the first to complete": [
            ("return_when=FIRST_EXCEPTION", "return_when='FIRST_COMPLETED'"),
            ("    if not_done:", "    if False:"),
        ],
        "asks one future of done": [("for future in done:", "for future in [done.pop()]:")],
    }
)
def among_successes(answer):
    """A failure is found among many successes."""
    names = [f"file {number}" for number in range(40)]
    for _ in range(3):
        came_back, _ = outcome(answer, [*names, "damaged"], seconds=2 * PATIENCE)
        expect_failure(came_back)


@check(
    rejects={
        "calls the end a timeout": [("    if not_done:", "    if True:")],
        "returns an empty pair": [("return None", "return None, None")],
    }
)
def all_is_well(answer):
    """If all have ended and none has failed, None is returned."""
    came_back, _ = outcome(answer, ["a.txt", "b.txt"], seconds=2 * PATIENCE)
    expect(came_back is None, came_back, "None")


@check(
    rejects={
        "has no timeout": [("timeout=seconds, ", "")],
        "takes a timeout for the end": [("    if not_done:", "    if False:")],
    }
)
def not_yet(answer):
    """If nothing has failed and not all have ended in time, TimeoutError is raised."""
    came_back, waited = outcome(answer, ["slow"], seconds=0.4)
    timed_out = isinstance(came_back, Raised) and isinstance(came_back.error, TimeoutError)
    expect(
        timed_out and not waited, came_back, "TimeoutError raised, before the slow task has ended"
    )
