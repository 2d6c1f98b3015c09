"""A recipe is a slow test, and skipped where a package that it imports is missing."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

#: What other packages say of each other is not for a reader to mend.
NOT_OURS = ["DeprecationWarning", "PendingDeprecationWarning"]
IMPORT = re.compile(r"^>>> (?:from|import) (\w+)", re.MULTILINE)


def imported(page):
    """The top-level packages that a page imports."""
    return sorted(set(IMPORT.findall(page.read_text("utf-8"))))


@pytest.hookimpl(tryfirst=True)  # before pytest picks by marks
def pytest_collection_modifyitems(items):
    """Mark the pages beside this file."""
    for item in items:
        if item.path.parent != Path(__file__).parent:
            continue
        item.add_marker(pytest.mark.slow)
        for category in NOT_OURS:
            item.add_marker(pytest.mark.filterwarnings(f"ignore::{category}"))
        missing = [name for name in imported(item.path) if find_spec(name) is None]
        if missing:
            reason = f"needs {', '.join(missing)}: pip install 'skscratch[recipes]'"
            item.add_marker(pytest.mark.skip(reason=reason))
