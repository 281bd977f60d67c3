"""The machinery of the course. Every Python can read this file, 2.7 too."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an old Python would say no more than SyntaxError
    python = "py -3.13" if os.name == "nt" else "python3.13"
    sys.exit(
        "mend  The course needs Python 3.11 or newer; this is Python "
        + sys.version.split()[0]
        + ",\n      "
        + sys.executable
        + "\n      If a newer one is here, for example 3.13:\n        "
        + python
        + " -m course doctor\n      If none is: https://www.python.org/downloads/"
    )
