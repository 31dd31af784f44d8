"""PostgreSQL as pytest fixtures, for tests/conftest.py to import: the session's server, and a database of one's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.missing import missing
from tests.postgres import Cluster, Unavailable


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """This test process's server; ``postgres.fresh()`` gives the URL of an empty database."""
    try:
        cluster = Cluster()
    except Unavailable as reason:
        missing(str(reason))
    yield cluster
    cluster.stop()


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """An empty database for one test, dropped after it."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)
