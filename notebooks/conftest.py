"""How the notebooks are tested: see [tool.pytest.ini_options] for the rest."""

import os

import pytest
from nbval.plugin import IPyNbFile

from course.magic import STABLE

os.environ[STABLE] = "1"  # the kernels inherit it

# Signals to other programs: Windows has none.
collect_ignore = ["lesson_12_ctrl_c.ipynb"] if os.name == "nt" else []


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """Keep the cells of a notebook together: they share a kernel."""
    for item in items:
        if isinstance(item.parent, IPyNbFile):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
