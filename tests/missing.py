"""What a machine may lack (PostgreSQL, a browser, LibreOffice): a skip that says so at home, a failure in CI, where nothing may be missing."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Ends the test: skipped with this reason, or failed when DANVAN_CI=1."""
    if os.environ.get("DANVAN_CI") == "1":
        pytest.fail(f"CI must have it: {what}", pytrace=False)
    pytest.skip(what)
