"""The race: ``python -m tests.benchmarks`` from the project's folder. See README.md here."""

import argparse
import importlib.metadata
import json
import multiprocessing
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from course import runner
from tests.benchmarks.peers import TECHNIQUES
from tests.benchmarks.results import Results

ROOT = Path(__file__).parents[2]
# Every process of a measurement finds the race, the runner and the lessons by this path.
PATH = [str(ROOT), str(ROOT / "lessons")]

LIMIT = 120  # seconds for one measurement; one that takes longer hangs

FEW = 200
CHUNK = 100
MILLION = 1_000_000


def plan(keys):
    """Every measurement of one round: list of (measurement, key, case, arguments)."""
    steps = []
    for key in keys:
        technique = TECHNIQUES[key]
        for size, tasks in [("few", FEW), ("many", technique.many)]:
            steps.append(("stop", key, f"{size}, looking", [tasks, 1]))
            # With nothing to look at, tasks that never look are the same tasks.
            if technique.looks:
                steps.append(("stop", key, f"{size}, not looking", [tasks, 0]))
        steps.append(("happy", key, "plain", [technique.runs, 1]))
        if technique.chunks:
            steps.append(("happy", key, "chunks", [technique.runs, CHUNK]))
        steps.append(("look", key, "one worker", []))
    steps = [step for step in steps if step[0] in TECHNIQUES[step[1]].races]
    if "group_map" in keys:
        steps.append(("happy", "group_map", "a million", [MILLION, CHUNK]))
    return steps


def race(keys, rounds, console):
    """Run the plan so many times, one technique after the other; list of dict, a record each.

    Round by round, so that a machine that grows slower does so for all. A measurement
    that hangs is not repeated.
    """
    steps = plan(keys)
    records, hung = [], set()
    columns = [
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    ]
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("", total=rounds * len(steps))
        for number in range(1, rounds + 1):
            for measurement, key, case, arguments in steps:
                progress.update(bar, description=f"{measurement}, {TECHNIQUES[key].name}, {case}")
                if (measurement, key, case) not in hung:
                    numbers = measure(measurement, key, *arguments)
                    if numbers.get("hung"):
                        hung.add((measurement, key, case))
                    records.append(
                        {"measurement": measurement, "technique": key, "case": case}
                        | {"round": number, "arguments": arguments}
                        | numbers
                    )
                progress.advance(bar)
    return records


def measure(measurement, key, *arguments):
    """The numbers of one measurement in a process of its own, a dict; or its trouble."""
    program = Path(__file__).with_name("measure.py")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        run = runner.run(
            program, measurement, key, *map(str, arguments), limit=LIMIT, folder=folder
        )
    # A library may say a last word of its own while the interpreter ends.
    numbers = [text for text in run.texts if text.startswith('{"')]
    if run.exit_code == 0 and numbers:
        return json.loads(numbers[-1])
    last = run.texts[-1] if run.texts else "It printed nothing."
    return {"trouble": f"{run.trouble()} {last}", "hung": run.ended_by is not None}


def about(keys):
    """What the figures hold for: machine, Python, the versions of the peers; a dict."""
    packages = {TECHNIQUES[key].package for key in keys} - {None, "lesson_15_task_group"}
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.platform(),
        "processors": os.cpu_count(),
        "load before": psutil.getloadavg()[0],
        "python": platform.python_version(),
        "start method": multiprocessing.get_start_method(),
        "versions": {name: importlib.metadata.version(name) for name in sorted(packages)},
    }


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Race the task group of lesson 15 against every other way to stop.",
    )
    parser.add_argument(
        "--runs", type=int, default=5, help="how often each figure is measured (default 5)"
    )
    parser.add_argument(
        "--to",
        type=Path,
        default=ROOT / "exercises" / "benchmarks",
        help="folder for results.json and results.png "
        "(default exercises/benchmarks, which git ignores)",
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs: give 1 or more")

    os.environ["PYTHONPATH"] = os.pathsep.join(PATH)
    sys.path.extend(PATH)

    console = Console()
    console.width = max(console.width, 120)  # the tables need it
    keys = [key for key, technique in TECHNIQUES.items() if technique.installed()]
    missing = [technique.name for key, technique in TECHNIQUES.items() if key not in keys]
    if missing:
        console.print(f"Left out, not installed: {', '.join(missing)}.")
        console.print("To race them too: python -m pip install -r tests/requirements.txt")
    facts = about(keys)
    records = race(keys, options.runs, console)

    options.to.mkdir(parents=True, exist_ok=True)
    path = options.to / "results.json"
    path.write_text(json.dumps({"about": facts, "records": records}, indent=1), encoding="utf-8")
    report(facts, Results(records), options.to / "results.png", console)
    console.print(f"All figures: {path}")


def report(facts, results, picture, console):
    """Print the tables and what went wrong, write the picture."""
    from tests.benchmarks.picture import draw
    from tests.benchmarks.tables import tables

    for name, value in facts.items():
        console.print(f"{name}: {value}")
    for table in tables(results):
        console.print()
        console.print(table)
    for record in results.records:
        if "trouble" in record:
            name = TECHNIQUES[record["technique"]].name
            console.print(f"{name}, {record['measurement']}, {record['case']}: {record['trouble']}")
    draw(results, picture)
    console.print(f"The picture: {picture}")


if __name__ == "__main__":
    main()
