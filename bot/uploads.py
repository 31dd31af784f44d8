"""What the demo's page has uploaded, until the engine fetches it: on disk, so that a restart loses nothing that was acknowledged."""

from __future__ import annotations

from threading import Lock

from bot.files import Files

HOUR = 3600.0  # seconds an upload is kept: the engine fetches it within one minute, or at its next start
MOST = 512 * 1024 * 1024  # bytes of all uploads together


class Uploads:
    """A directory of its own, encrypted as all pictures are. Old uploads go when new ones come. Blocking; safe from several threads."""

    def __init__(self, files: Files, most: int = MOST) -> None:
        self._files, self._most, self._one_at_a_time = files, most, Lock()

    def keep(self, data: bytes) -> str:
        """The name to read it by, once it is on disk; what is over an hour older, or too much, goes, the oldest first. Raises OSError."""
        name = self._files.keep(data).name
        with self._one_at_a_time:
            self._make_room(name)
        return name

    def __contains__(self, name: str) -> bool:
        return (self._files.directory / name).is_file()

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError when it is gone, ValueError on a bad name."""
        return self._files.read(name)

    def _make_room(self, newest: str) -> None:
        self._files.sweep((), (self._files.directory / newest).stat().st_mtime - HOUR)
        kept = sorted((at.stat().st_mtime_ns, at.stat().st_size, at.name) for at in self._files.directory.glob("[0-9a-f]*"))
        total = sum(size for _, size, _ in kept)
        for _, size, name in kept:
            if total > self._most and name != newest:
                self._files.erase(name)
                total -= size
