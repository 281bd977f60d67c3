"""An explorer for notebooks: choose what stops the tasks, run it for real, see its timeline.

    from course.explorer import explore
    explore()

What runs is a program of some thirty lines, with the chosen numbers filled in. It is shown
as well, to be read and copied.
"""

import os
import shutil
from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import NamedTuple

from IPython.core.error import UsageError
from IPython.display import display

from course.magic import STABLE, picture
from course.syllabus import ROOT
from course.timeline import RAISED, STOPPED, counted, record, span

LIMIT = 40  # seconds; the greatest settings take 26 if nothing stops the tasks
WORKERS = 4
FILE = "explored.py"

# With the settings it starts with, some tasks are running at the failure, some wait in the
# pool's queue, out of reach of cancel(), and some can be cancelled.
TASKS, STEPS, SECONDS = 12, 5, 0.2

PROGRAM = Template('''\
"""$tasks files are read on $workers workers, and file 0 is damaged.

What stops the others: $technique.
"""

$imports

TASKS = $tasks
WORKERS = $workers
STEPS = $steps
SECONDS = $seconds  # that a step takes
$prepare

def read_file(name$stop):
    for _ in range(STEPS):
${look}        sleep(SECONDS)
        if name == 0:
            sleep(SECONDS / 2)  # amid a step of the others
${tell}            raise OSError("file 0 is damaged")


def main():
$main

if __name__ == "__main__":
    main()
''')

POOL = """\
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from multiprocessing import Barrier{}
from time import sleep"""

START = """\
        futures = [executor.submit(read_file, name) for name in range(TASKS)]
        wait(futures, return_when=FIRST_EXCEPTION)
"""

TOGETHER = """\
    together = Barrier(WORKERS)  # no worker begins before all are there
    with ProcessPoolExecutor(WORKERS, initializer=together.wait) as executor:
"""

CANCEL = """\
        for future in futures:
            future.cancel()
"""

LOOK = """\
        if stop{}:
            return
"""

# For each technique, what is different in its program; what is not named is empty.
TECHNIQUES = {
    "nothing": {"imports": POOL.format(""), "main": TOGETHER + START},
    "cancel()": {"imports": POOL.format(""), "main": TOGETHER + START + CANCEL},
    "an event of a Manager, set by the parent": {
        "imports": POOL.format(", Manager"),
        "stop": ", stop",
        "look": LOOK.format(".is_set()"),
        "main": """\
    together = Barrier(WORKERS)  # no worker begins before all are there
    with (
        Manager() as manager,
        ProcessPoolExecutor(WORKERS, initializer=together.wait) as executor,
    ):
        stop = manager.Event()
"""
        + START.replace("name)", "name, stop)")
        + "        stop.set()\n"
        + CANCEL,
    },
    "a byte, set by the failing worker": {
        "imports": POOL.format(", RawValue"),
        "prepare": """

def prepare(byte, together):
    global stop
    stop = byte
    together.wait()  # no worker begins before all are there
""",
        "look": LOOK.format(".value"),
        "tell": "            stop.value = 1\n",
        "main": """\
    initargs = [RawValue("b"), Barrier(WORKERS)]
    with ProcessPoolExecutor(WORKERS, None, prepare, initargs) as executor:
"""
        + START
        + CANCEL,
    },
    "terminate(), by force": {
        "imports": POOL.format(""),
        "main": TOGETHER
        + START
        + """\
        processes = list(executor._processes.values())  # shutdown() forgets them
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()  # from Python 3.14 on all this is executor.terminate_workers()
""",
    },
    "the task group of lesson 15": {
        "imports": """\
from lesson_15_task_group import TaskGroup, sleep  # from lessons/, beside this file""",
        "main": """\
    try:
        with TaskGroup(WORKERS) as group:
            for name in range(TASKS):
                group.submit(read_file, name)
    except* OSError:
        pass  # file 0 is damaged
""",
    },
}
FIRST = "a byte, set by the failing worker"
TASK_GROUP = ROOT / "lessons" / "lesson_15_task_group.py"


class Stop(NamedTuple):
    """How soon the tasks of a run stopped.

    after: seconds from the raise until the last task ended; begun: how many tasks began
    after the raise; at_once: how many of these stopped at their first look.
    """

    after: float
    begun: int
    at_once: int

    def __str__(self):
        text = f"{span(self.after)} from the raise until the last task ended"
        if not self.after:
            text = "no task was running any more when the one that failed had ended"
        text += f"\n{counted(self.begun, 'task')} began after the raise"
        if self.at_once:
            them = "it" if self.begun == 1 else f"{self.at_once} of them"
            text += f", and {them} stopped at the first look"
        return text + "\n"


def program(technique, tasks=TASKS, steps=STEPS, seconds=SECONDS):
    """The text (str) of a program with these settings; technique: one of TECHNIQUES."""
    parts = dict.fromkeys(("prepare", "stop", "look", "tell"), "") | TECHNIQUES[technique]
    return PROGRAM.substitute(
        parts, technique=technique, tasks=tasks, workers=WORKERS, steps=steps, seconds=seconds
    )


def run(text, limit=LIMIT):
    """Run a program (its text) for at most so many seconds; return its Timeline and its Run.

    The Run is None if it was interrupted.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, FILE)
        path.write_text(text, encoding="utf-8")
        shutil.copy(TASK_GROUP, folder)
        return record(path, limit=limit, folder=folder)


def stop_of(timeline, seconds):
    """The Stop of a timeline; seconds: that a step takes. None if no task raised."""
    raised = next((mark.time for mark in timeline.marks if mark.kind == RAISED), None)
    if raised is None:
        return None
    tasks = [task for task in timeline.tasks if task.begun is not None]
    late = [task for task in tasks if task.begun > raised]
    at_once = [task for task in late if task.outcome == STOPPED and task.seconds < seconds]
    return Stop(max(task.ended for task in tasks) - raised, len(late), len(at_once))


def figures(timeline, run, seconds):
    """What is said about a run: the Stop, or what went wrong, in sentences (str)."""
    if run is None:
        return "The run was interrupted: press Run to begin anew.\n"
    if trouble := run.trouble():
        return "\n".join([*run.texts[-10:], trouble, ""])
    return str(stop_of(timeline, seconds) or "No task has failed.\n")


def panel():
    """The widget (ipywidgets.VBox): settings, a button, the last run, and the program."""
    import ipywidgets

    look = {
        "style": {"description_width": "8em"},
        "layout": ipywidgets.Layout(width="30em", max_width="100%"),
    }
    technique = ipywidgets.Dropdown(
        options=list(TECHNIQUES), value=FIRST, description="stopped by", **look
    )
    tasks = ipywidgets.IntSlider(TASKS, WORKERS, 20, description="tasks", **look)
    steps = ipywidgets.IntSlider(STEPS, 2, 10, description="steps of a task", **look)
    seconds = ipywidgets.SelectionSlider(
        options=[0.02, 0.05, 0.1, 0.2, 0.5],
        value=SECONDS,
        description="seconds a step",
        **look,
    )
    settings = [technique, tasks, steps, seconds]
    button = ipywidgets.Button(description="Run", button_style="primary")
    shown = ipywidgets.Output()
    source = ipywidgets.Output()

    def text():
        return program(*(setting.value for setting in settings))

    def show_program(_=None):
        markdown = f"```python\n{text()}```"
        source.outputs = [_displayed({"text/markdown": markdown, "text/plain": text()})]

    def run_it(_):
        button.disabled, button.description = True, "Running ..."
        try:
            timeline, ran = run(text())
            outputs = [_printed(figures(timeline, ran, seconds.value))]
            if timeline.pools:
                outputs.append(_displayed(picture(timeline)))
        except Exception as error:  # it would go to the log, where nobody looks
            outputs = [_printed(f"It could not be run: {error}\n")]
        finally:
            button.disabled, button.description = False, "Run"
        shown.outputs = outputs

    show_program()
    for setting in settings:
        setting.observe(show_program, "value")
    button.on_click(run_it)
    below = ipywidgets.Accordion([source], titles=["The program with these settings"])
    return ipywidgets.VBox([*settings, button, shown, below])


def _printed(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def _displayed(data):
    data = {
        kind: b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for kind, value in data.items()
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}


def explore():
    """Show the panel. Where stored output is made or compared, one run instead: a panel carries
    names that differ from run to run.

    UsageError, a sentence, if a package is missing.
    """
    for needed in ("ipywidgets", "matplotlib"):
        if find_spec(needed) is None:
            raise UsageError(
                f"The explorer needs {needed}: python -m pip install -r requirements.txt"
            )
    if STABLE not in os.environ:
        display(panel())
        return
    print("Run this cell: it then has a menu, sliders and a button. This is one run of it.")
    timeline, ran = run(program(FIRST))
    if trouble := ran.trouble():
        raise UsageError("\n".join([*ran.texts, trouble]))
    display(picture(timeline), raw=True)
