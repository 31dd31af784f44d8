"""Where time went, by module: from cProfile's figures, or from stacks that py-spy has sampled."""

from __future__ import annotations

import cProfile
import pstats
import re
from collections import Counter
from pathlib import Path

from benchmarks.places import ROOT

_FRAME = re.compile(r"(?P<function>.+?) \((?P<file>.+?)(?::\d+)?\)")
_BUILT_IN = "(built in)"
ROOMS = ("bot.", "handlers.", "storage.", "messages_vi.")


def profiled(profile: cProfile.Profile, what: str) -> str:
    """Two tables: what a module's own code took, without what it called; and the same by function."""
    modules, functions = Counter[str](), Counter[str]()
    for (file, _, name), (_, _, seconds, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        modules[module(file)] += seconds
        functions[f"{module(file)} {name}"] += seconds
    return f"{what}, own time by module\n{_table(modules, 25)}\n\n{what}, own time by function\n{_table(functions, 40)}"


def sampled(stacks: str) -> str:
    """Three tables from lines of "outermost;...;innermost count": where time was spent, and for which module of ours."""
    modules, functions, ours = Counter[str](), Counter[str](), Counter[str]()
    for line in stacks.splitlines():
        stack, _, times = line.rpartition(" ")
        frames = [(module(found["file"]), found["function"]) for frame in stack.split(";") if (found := _FRAME.fullmatch(frame))]
        if frames:
            modules[frames[-1][0]] += int(times)
            functions[" ".join(frames[-1])] += int(times)
            ours[next((name for name, _ in reversed(frames) if name.startswith(ROOMS)), "(libraries alone)")] += int(times)
    tables = {"own time by module": modules, "own time by function": functions, "what the innermost module of ours took, libraries included": ours}
    return "\n\n".join(f"{name}\n{_table(counted, 25)}" for name, counted in tables.items())


def module(file: str) -> str:
    """A dotted name: of ours as it is imported, of a library without the folder it is installed in."""
    if file.startswith(("~", "<")):
        return _BUILT_IN
    parts = Path(file).with_suffix("").parts
    if "site-packages" in parts:
        return ".".join(parts[parts.index("site-packages") + 1 :])
    if Path(file).is_relative_to(ROOT):
        return ".".join(Path(file).relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[-2:]) if parts[-2:-1] in (("json",), ("asyncio",)) else parts[-1]


def _table(counted: Counter[str], most: int) -> str:
    whole = sum(counted.values()) or 1
    return "\n".join(f"{100 * n / whole:6.1f} %  {name}" for name, n in counted.most_common(most))
