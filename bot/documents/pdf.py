"""A paper for Word as a PDF, made by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path


class NoConverter(RuntimeError):
    """There is no LibreOffice, or it could not do it; the line says which."""


def pdf(docx: bytes, longest: float = 60) -> bytes:
    """It takes some seconds, ``longest`` at most; several may run at once, and nothing is left behind. Raises NoConverter."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NoConverter("LibreOffice is not installed: take the Word file, or install libreoffice-writer")
    with tempfile.TemporaryDirectory(prefix="danvan-pdf-", ignore_cleanup_errors=True) as folder:
        paper = Path(folder, "paper.docx")
        paper.write_bytes(docx)
        _convert(program, paper, longest)
        made = paper.with_suffix(".pdf")
        if not made.exists():
            raise NoConverter("LibreOffice could not read the document")
        return made.read_bytes()


def _convert(program: str, paper: Path, longest: float) -> None:
    folder = paper.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [program, profile, "--headless", "--norestore", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(paper)]
    quiet = subprocess.DEVNULL
    # a group of its own: the program that is called only starts the one that works
    process = subprocess.Popen(call, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 (nothing in it comes from outside)
    try:
        process.wait(longest)
    except subprocess.TimeoutExpired:
        raise NoConverter(f"LibreOffice did not finish in {longest:g} seconds") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # all have ended by themselves
    process.wait()
