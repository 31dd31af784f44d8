"""The tree of places, as rules: a path is ``/1/12/130/``, from the root down."""

from __future__ import annotations


def line_of(path: str) -> list[str]:
    """The paths of a place and of all above it, the root first."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[: n + 1]) + "/" for n in range(len(steps))]
