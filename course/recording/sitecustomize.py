"""Runs by itself at the start of each Python process of a recorded program: see recorder.py."""

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import recorder  # noqa: E402, F401

# The program finds the modules that it finds without a recording, a recorder.py of its own too,
# and what would have run at its start does run.
del sys.modules["recorder"]
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != here]
if hidden := PathFinder.find_spec("sitecustomize"):
    hidden.loader.exec_module(module_from_spec(hidden))
