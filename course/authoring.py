"""For authors: brings a lesson's output block and its notebook up to date, from real runs."""

import os
from time import monotonic

import nbformat
from nbclient import NotebookClient

from course import runner, transcript
from course.magic import STABLE

LIMIT = 120  # seconds that a cell may take
PICTURE = "image/png"


def program_cell(script, timeline=False):
    """The notebook cell (str) that holds a lesson (its path), as ``%%program`` takes it."""
    option = "--timeline " if timeline else ""
    return f"%%program {option}{script.name}\n{script.read_text(encoding='utf-8')}".rstrip("\n")


def refresh_block(script):
    """Run a lesson (its path) and write what it prints into its output block; return the Run.

    RuntimeError, and nothing is written, if the lesson does not run as it should.
    """
    run = runner.run(script)
    if run.trouble():
        raise RuntimeError("\n".join([*run.texts, f"{script.name}: {run.trouble()}"]))
    text = transcript.refresh(script.read_text(encoding="utf-8"), run.texts)
    script.write_text(text, encoding="utf-8", newline="\n")
    return run


def refresh_notebook(path, script):
    """Put a lesson into its notebook (both paths), execute and save it; return the seconds it took.

    Doing it again changes no byte: where the code is the same, the stored pictures stay,
    for what was measured differs from run to run. nbclient's CellExecutionError, and
    nothing is written, if a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    before = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for timeline in (False, True):
            new = program_cell(script, timeline)
            if cell.source.split("\n", 1)[0] == new.split("\n", 1)[0]:
                cell.source = new
    client = NotebookClient(
        notebook,
        timeout=LIMIT,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
    )
    start = monotonic()
    client.execute(env={**os.environ, STABLE: "1"})
    seconds = monotonic() - start
    if _code(notebook) == _code(before):
        for cell, old in zip(notebook.cells, before.cells, strict=True):
            pairs = zip(cell.get("outputs", []), old.get("outputs", []), strict=False)
            for output, stored in pairs:
                if PICTURE in output.get("data", {}) and PICTURE in stored.get("data", {}):
                    output.data[PICTURE] = stored.data[PICTURE]
    # It names the Python that happened to run the notebook.
    notebook.metadata.pop("language_info", None)
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return seconds


def _code(notebook):
    """The sources of all code cells, a list of str."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]
