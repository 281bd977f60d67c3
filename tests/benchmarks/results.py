"""What the race has measured, and whether the task group reaches what it must."""

from dataclasses import dataclass
from statistics import median

from tests.benchmarks.peers import TECHNIQUES
from tests.benchmarks.work import STEP

GROUP = {"group_submit": "submit", "group_map": "map"}
STANDARD_EXECUTOR = ("executor", "event", "terminate", "kill")
LIBRARIES = [key for key in TECHNIQUES if key not in (*STANDARD_EXECUTOR, *GROUP)]
PEERS = [key for key in TECHNIQUES if key not in GROUP]
MIB = 2**20


class Results:
    """The records of a race.

    records: list of dict; each has measurement ("stop", "happy", "look"), technique (its
    key), case (which of the measurement's cases), round, and the numbers that measure.py
    gives, in seconds and bytes, or trouble, a sentence.
    """

    def __init__(self, records):
        self.records = records

    def all(self, measurement, technique, case, field):
        """The numbers of every round, a list of float; empty where nothing was measured."""
        return [
            record[field]
            for record in self.records
            if (record["measurement"], record["technique"], record["case"])
            == (measurement, technique, case)
            and field in record
        ]

    def median(self, *which):
        """Their median, a float; NaN where nothing was measured, and NaN reaches nothing."""
        return median(self.all(*which) or [float("nan")])

    def spread(self, *which):
        """The greatest less the least of them, a float."""
        numbers = self.all(*which) or [float("nan")]
        return max(numbers) - min(numbers)


@dataclass(frozen=True)
class Requirement:
    """text: what is asked; figure: what was measured; reached: bool, None where nothing was."""

    text: str
    figure: str
    reached: bool | None


def required(results):
    """What the task group must reach, beside the others in the same race: list of Requirement."""
    return [*stop_siblings(results), *give_control(results), *rest(results)]


def stop_siblings(results):
    """(1) From the raise to the last step of a sibling that looks."""

    def last_step(key, case="few, looking"):
        return results.median("stop", key, case, "last_step")

    limit = 2 * STEP + 0.003
    for key, name in GROUP.items():
        own = last_step(key)
        yield at_most(f"(1) {name}: within two looks plus 3 ms", own, limit, "ms", 1e3)
        yield ratio(f"(1) {name}: ahead of kill_workers()", own, last_step("kill"), 1)
        best = least(results, LIBRARIES, "few, looking", "last_step")
        yield ratio(f"(1) {name}: under half of the best library, {best[1]}", own, best[0], 0.5)
        yield same(results, f"(1) {name}: 100,000 tasks as 200, within the noise", key, "last_step")


def give_control(results):
    """(2) From the raise until the caller has control and no worker is alive."""

    def over(key, case="few, looking"):
        return results.median("stop", key, case, "over")

    for key, name in GROUP.items():
        own = over(key)
        yield ratio(f"(2) {name}: at most twice kill_workers()", own, over("kill"), 2)
        gentle = [peer for peer in PEERS if not TECHNIQUES[peer].kills]
        best = least(results, gentle, "few, looking", "over")
        yield ratio(f"(2) {name}: ahead of all that do not kill, {best[1]}", own, best[0], 1)
    yield same(results, "(2) map: 100,000 tasks as 200, within the noise", "group_map", "over")
    best = least(results, PEERS, "many, looking", "over")
    own = over("group_map", "many, looking")
    yield ratio(f"(2) map: 100,000 tasks ahead of all, {best[1]}", own, best[0], 1)


def rest(results):
    """(3) tasks that still began, (4) time and memory without a failure, (5) one look."""
    late = [
        record["late"]
        for record in results.records
        if record["technique"] in GROUP and "late" in record
    ]
    yield Requirement(
        "(3) no queued task begins after the raise, in any run",
        f"{sum(late)} in {len(late)} runs",
        not any(late) if late else None,
    )
    times = [
        ("submit", "group_submit", "plain", "the executor", 1.15),
        ("map in chunks", "group_map", "chunks", "Executor.map", 1.2),
    ]
    for what, key, case, other, limit in times:
        yield ratio(
            f"(4) {what}: at most {limit} times {other}",
            results.median("happy", key, case, "seconds"),
            results.median("happy", "executor", case, "seconds"),
            limit,
        )
    peak = results.median("happy", "group_map", "a million", "peak")
    yield at_most(
        "(4) a million tasks through map: parent's growth", peak, 10 * MIB, "MiB", 1 / MIB
    )
    look = results.median("look", "group_submit", "one worker", "look")
    yield at_most("(5) one look", look, 0.15e-6, "us", 1e6)


def at_most(text, number, limit, unit, factor):
    """A number in SI units against a limit; factor turns both into the unit that is shown."""
    shown = f"{number * factor:.3g} {unit}, asked for {limit * factor:.3g}"
    return verdict(text, shown, number, number <= limit)


def ratio(text, own, other, limit):
    """A number over another against a limit."""
    quotient = own / other
    return verdict(text, f"{quotient:.2f}, asked for {limit:.2f}", quotient, quotient <= limit)


def same(results, text, key, field):
    """Many tasks against few: the medians differ by no more than one of the two spreads."""
    few, many = (("stop", key, f"{size}, looking", field) for size in ("few", "many"))
    difference = abs(results.median(*few) - results.median(*many))
    noise = max(results.spread(*few), results.spread(*many))
    shown = f"differ by {difference * 1e3:.2f} ms, spread {noise * 1e3:.2f} ms"
    return verdict(text, shown, difference, difference <= noise)


def verdict(text, shown, number, reached):
    """A Requirement; a number that is NaN was not measured."""
    if number != number:
        return Requirement(text, "not measured", None)
    return Requirement(text, shown, reached)


def least(results, keys, case, field):
    """The least median of several techniques, and the name of the technique that has it."""
    medians = [(results.median("stop", key, case, field), TECHNIQUES[key].name) for key in keys]
    measured = [pair for pair in medians if pair[0] == pair[0]]
    return min(measured, default=(float("nan"), "none"))
