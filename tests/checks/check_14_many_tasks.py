"""The checks of exercise 14."""

import tracemalloc
from itertools import count
from time import sleep

from course.checking import Raised, call, check, expect, mark, marked, wait_for

MANY = 1000  # tasks after which a memory that grows has grown by a MiB


class Damaged(Exception):
    """An error that is slow to travel: what stops because of it is done before."""

    def __reduce__(self):
        mark("on its way")  # the flag is up by now
        sleep(1)
        return Damaged, self.args


def square(number):
    return number * number


def slow_at_the_front(number):
    """Item 0 is not done before eight others have been handed out."""
    if number == 0:
        wait_for("eight handed out")
    return square(number)


def one_is_damaged(number):
    """Item 5 fails; nobody has to begin an item after that."""
    if number == 5:
        raise Damaged(f"item {number} is damaged")
    if number > 5:
        mark("begun late")
    return square(number)


def slow_from_three(number):
    """From item 3 on nothing is done before the generator is being closed."""
    if number >= 3:
        mark(f"begun {number}")
        wait_for("closing")
        sleep(1)
        mark(f"ended {number}")
    return square(number)


def noted(items, taken):
    """The items; each is noted in the list taken when it is asked for."""
    for item in items:
        taken.append(item)
        yield item


def pairs_of(answer, function, items, window, on_pair=len):
    """What a loop over run_windowed() gets, a list of pairs, or a Raised.

    on_pair: called after each pair with the list of pairs.
    """
    came_back = call(answer.run_windowed, function, items, window)
    if isinstance(came_back, Raised):
        return came_back
    pairs = []
    try:
        for pair in came_back:
            pairs.append(pair)
            on_pair(pairs)
    except BaseException as error:
        return Raised(error)
    return pairs


def same(came_back, pairs):
    """Whether the pairs came back, in whatever order."""
    return (
        isinstance(came_back, list)
        and len(came_back) == len(pairs)
        and all(pair in came_back for pair in pairs)
    )


@check(
    rejects={
        "in the order of the items": [
            ("wait(futures, return_when", "wait([*futures][:1], return_when")
        ],
        "only the results": [
            (
                "yield futures.pop(future), future.result()",
                "_ = futures.pop(future)\n                    yield future.result()",
            ),
        ],
    }
)
def as_they_come(answer):
    """Each item is handed out with its result, and a slow one holds up nobody."""

    def on_pair(pairs):
        if len(pairs) == 8:
            mark("eight handed out")

    came_back = pairs_of(answer, slow_at_the_front, range(12), 4, on_pair)
    expected = [(number, square(number)) for number in range(12)]
    expect(
        same(came_back, expected),
        came_back,
        "each of the items 0 to 11 with its square; item 0 is done when eight have come",
    )


@check(
    rejects={
        "takes everything first": [("len(futures) < window and ", "")],
        "takes one more": [("len(futures) < window", "len(futures) <= window")],
        "keeps what it has handed out": [
            ("iter(items), {}\n", "iter(items), {}\n    kept = []\n"),
            (
                "futures[executor.submit(attempt, function, *one)]",
                "kept.append(executor.submit(attempt, function, *one))\n"
                "                    futures[kept[-1]]",
            ),
        ],
    }
)
def bounded(answer):
    """No more than the window is taken ahead, and the memory does not grow."""
    taken, ahead, memory = [], [], []

    def on_pair(pairs):
        ahead.append(len(taken) - (len(pairs) - 1))  # this one was on its way until now
        memory.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    came_back = pairs_of(answer, square, noted(range(MANY), taken), 5, on_pair)
    expect(len(ahead) == MANY, came_back, f"{MANY} pairs; there were {len(ahead)}")
    expect(
        max(ahead) <= 5,
        came_back,
        f"never more than 5 items taken and not handed out; there were {max(ahead)}",
    )
    grown = (memory[-1] - memory[MANY // 4]) / 2**20
    expect(
        grown < 0.5,
        came_back,
        f"memory that does not grow; it grew by {grown:.1f} MiB in {MANY * 3 // 4} items",
    )


@check(
    rejects={
        "does not look": [(" and not stop.value", "")],
        "raises what comes first": [("except Stopped as stopped", "except EOFError as stopped")],
        "without the flag": [("submit(attempt, function, *one)", "submit(function, *one)")],
    }
)
def the_failure(answer):
    """After a failure no item is taken or begun, and its error comes out."""
    taken = []

    def items():
        yield from range(6)
        wait_for("on its way")
        yield from range(6, 1000)

    came_back = pairs_of(answer, one_is_damaged, noted(items(), taken), 20)
    expect(
        isinstance(came_back, Raised) and str(came_back.error) == "item 5 is damaged",
        came_back,
        "Damaged('item 5 is damaged') raised",
    )
    late = [item for item in taken if item > 6]  # 6 was asked for before
    expect(not late, came_back, f"no item taken after the failure; there were {len(late)}")
    expect(not marked("begun late"), came_back, "no item begun after the failure")


@check(
    rejects={
        "works on": [
            (
                "            stop.value = True\n"
                "            for future in futures:\n"
                "                future.cancel()\n",
                "            pass\n",
            )
        ],
        "leaves them running": [
            ("    with ProcessPoolExecutor(", "    executor = ProcessPoolExecutor("),
            ("initargs=(stop,)) as executor:\n", "initargs=(stop,))\n    if executor:\n"),
            (
                "                future.cancel()\n",
                "                future.cancel()\n            executor.shutdown(wait=False)\n",
            ),
        ],
        "takes one more": [
            ("            # Also when", "            next(items)\n            # Also when")
        ],
    }
)
def closed_early(answer):
    """A generator that is closed takes no further item, begins none, and leaves none running."""
    taken = []
    generator = call(answer.run_windowed, slow_from_three, noted(count(), taken), 8)
    expect(hasattr(generator, "close"), generator, "a generator")
    handed_out = [call(next, generator) for _ in range(3)]
    expect(
        same(handed_out, [(number, square(number)) for number in range(3)]),
        handed_out,
        "the items 0, 1 and 2 with their squares",
    )
    wait_for("begun 3")
    wait_for("begun 4")
    before = len(taken)
    mark("closing")
    came_back = call(generator.close)
    expect(not isinstance(came_back, Raised), came_back, "nothing raised")
    expect(len(taken) == before, came_back, f"no item taken by close(): {len(taken) - before}")
    late = [number for number in range(5, before) if marked(f"begun {number}")]
    expect(not late, came_back, f"no item begun after close(); these were: {late[:9]}")
    ended = [number for number in (3, 4) if marked(f"ended {number}")]
    expect(ended == [3, 4], came_back, f"items 3 and 4 ended when close() is back; it was {ended}")
