"""A pytest plugin that is loaded before all others (pyproject.toml): quicker test workers."""

import sys

# nbformat imports jsonschema, and that a grammar of web addresses which takes two seconds to
# make, in each test worker. It is optional, and notebooks do not need it.
sys.modules["rfc3987_syntax"] = None
