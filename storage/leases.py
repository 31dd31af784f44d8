"""Who holds which duty: one row each, with an owner that is one process's life, and an expiry in real time, never a moved clock's."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.tables import lease

LASTS = 15.0  # seconds
_L = lease.c
_TAKE = insert(lease).values(duty=bindparam("of"), owner=bindparam("me"), expires=bindparam("till"))
_TAKE = _TAKE.on_conflict_do_update(
    index_elements=["duty"],
    set_={"owner": _TAKE.excluded.owner, "expires": _TAKE.excluded.expires},
    where=(_L.expires <= bindparam("now")) | (_L.owner == bindparam("me")),
)
_HOLDER = select(_L.owner).where(_L.duty == bindparam("of"))
_RENEW = update(lease).where(_L.owner == bindparam("me")).values(expires=bindparam("till"))
_DROP = delete(lease).where(_L.owner == bindparam("whose"))
_LIVING = select(_L.duty).where(_L.expires > bindparam("now"))
_OWNERS = select(_L.owner).distinct()


class Held(Exception):
    """Another living process has the duty; the text says which duty and which process."""


class Fenced(Exception):
    """This process was taken for dead and another has its duties: stop at once, mark nothing."""


def new_owner() -> str:
    """A name for this process's life; the fence against a frozen one that wakes."""
    return f"{socket.gethostname()}:{os.getpid()}:{_born(os.getpid())}:{secrets.token_hex(4)}"


def take(db: Connection, me: str, duties: Sequence[str], now: float) -> None:
    """All of them, or Held."""
    clear_dead(db, me)
    for duty in duties:
        db.execute(_TAKE, {"of": duty, "me": me, "till": now + LASTS, "now": now})
        holder = db.execute(_HOLDER, {"of": duty}).scalar_one()
        if holder != me:
            host, pid, *_ = holder.split(":")
            raise Held(f"{duty}: process {pid} on {host}")


def renew(db: Connection, me: str, duties: int, now: float) -> None:
    """``duties``: how many this process took; Fenced when one is no longer its own."""
    if db.execute(_RENEW, {"me": me, "till": now + LASTS}).rowcount != duties:
        raise Fenced(me)


def served(db: Connection, now: float) -> frozenset[str]:
    """The accounts some living process sends for, as "channel:account"."""
    duties = db.execute(_LIVING, {"now": now}).scalars()
    return frozenset(d.removeprefix("send:") for d in duties if d.startswith("send:"))


def give_back(db: Connection, me: str) -> None:
    db.execute(_DROP, {"whose": me})


def clear_dead(db: Connection, me: str) -> None:
    """A dead process of this machine holds nothing, however long its lease."""
    for owner in db.execute(_OWNERS).scalars().all():
        if owner != me and not _alive(owner):
            db.execute(_DROP, {"whose": owner})


def _alive(owner: str) -> bool:
    host, pid, born, _ = owner.split(":")
    return host != socket.gethostname() or _born(int(pid)) == born


def _born(pid: int) -> str:
    """When that process started, as /proc tells; "" when there is none; "?" where only its life can be asked for."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        return stat.read_text().rpartition(")")[2].split()[19] if stat.exists() else ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "?"
    return "?"
