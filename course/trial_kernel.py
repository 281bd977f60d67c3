"""What ``python -m course doctor`` tries: the kernel that Jupyter starts for a notebook.

    python course/trial_kernel.py lesson_06_fail_fast

Prints JSON: "prefix", where the kernel's Python is installed, or null if it did not start;
"error", what went wrong then, or in a notebook's first cell, or null; "found", from each module
that was named to the file that a notebook imports.
"""

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

LIMIT = 120  # seconds for the kernel to start, and for each cell
NOTEBOOK = Path(__file__).resolve().parent.parent / "notebooks" / "lesson_01_futures.ipynb"

WHO = "import sys; print(sys.prefix)"
FIND = """
import json
from importlib.util import find_spec
print(json.dumps({name: find_spec(name).origin for name in NAMES}))
"""


def look(names):
    """Ask a kernel; names: modules, a list of str. RuntimeError if it dies."""
    setup = next(c.source for c in nbformat.read(NOTEBOOK, as_version=4).cells if c.id == "setup")
    sources = [WHO, setup, FIND.replace("NAMES", repr(names))]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    NotebookClient(
        nbformat.v4.new_notebook(cells=cells),
        kernel_name="python3",
        startup_timeout=LIMIT,
        timeout=LIMIT,
        allow_errors=True,
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
    ).execute()
    outputs = [output for cell in cells for output in cell.outputs]
    printed = [output.text for output in outputs if output.get("name") == "stdout"]
    errors = [f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"]
    return {
        "prefix": printed[0].strip(),
        "error": errors[0] if errors else None,
        "found": {} if errors else json.loads(printed[-1]),
    }


def look_twice(names):
    """Ask anew if the kernel dies: another program may have taken a port that was meant for it."""
    try:
        return look(names)
    except RuntimeError as error:
        if "died" not in str(error):
            raise
        return look(names)


if __name__ == "__main__":
    try:
        report = look_twice(sys.argv[1:])
    except Exception as error:  # what the kernel said for itself stands on standard error
        report = {"prefix": None, "error": f"{type(error).__name__}: {error}", "found": {}}
    print(json.dumps(report))
