"""How the notebooks are tested: see [tool.pytest.ini_options] for the rest."""

import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import nbval.kernel
import pytest
from nbval.plugin import IPyNbFile

from course.magic import STABLE

os.environ[STABLE] = "1"  # the kernels inherit it

# Signals to other programs: Windows has none.
collect_ignore = ["lesson_12_ctrl_c.ipynb"] if os.name == "nt" else []

# A kernel is told free TCP ports, and when many start at once, another may take one before it
# does. Sockets in a folder of this process cannot be taken. Windows has ports only.
if os.name != "nt":
    sockets = TemporaryDirectory(prefix="kernels-")
    nbval.kernel.KernelManager = partial(
        nbval.kernel.KernelManager, transport="ipc", ip=str(Path(sockets.name, "kernel"))
    )


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """Keep the cells of a notebook together: they share a kernel."""
    for item in items:
        if isinstance(item.parent, IPyNbFile):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
