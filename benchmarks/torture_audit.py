"""What people were told, held against what the tables hold."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from benchmarks.torture_crowd import ACCOUNT, Crowd, Telegram
from bot.domain.kinds import Level
from storage import engines
from tests.fakes.telegram_people import Person

Rows = Sequence[Any]


@dataclass
class Verdict:
    """The figures of one or more runs; ``problems`` in words, none when all is well."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    filed: int = 0
    twice: int = 0
    sends: int = 0
    ambiguous: int = 0
    doubled: int = 0
    listed: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(*[mine + theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)])


def audit(url: str, fake: Telegram, crowd: Crowd, parked: AbstractSet[int] = frozenset()) -> Verdict:
    """After the last word: the bot has stopped, nothing is on its way. ``parked``: updates that must be so."""
    engine = engines.reader(url)
    with engine.connect() as db:
        tables = {name: db.execute(text(query)).all() for name, query in _QUERIES.items()}
    engine.dispose()
    found = Verdict()
    _arrivals(found, fake, tables["inbox"], parked)
    _cases(found, crowd, tables["incident"])
    _notices(found, crowd, tables["incident"], tables["notice"])
    _sends(found, crowd, tables["outbox"])
    return found


_QUERIES = {
    "inbox": "SELECT event, state FROM inbox",
    "incident": "SELECT id, number, level, text, status FROM incident ORDER BY number",
    # the early warnings are told beside the cases, and how many hamlets had spoken is chance
    "notice": "SELECT once, state FROM notice WHERE once NOT LIKE 'many:%' AND person NOT IN (SELECT person FROM account WHERE peer LIKE 'phone:%')",
    "outbox": "SELECT id, peer, state, receipt, unknowns FROM outbox ORDER BY id",
}


def _arrivals(found: Verdict, fake: Telegram, inbox: Rows, parked: AbstractSet[int]) -> None:
    """Each acknowledged update is there, and done."""
    known = {row.event: row.state for row in inbox}
    lost = [update for update in fake.acknowledged if known.get(str(update)) != ("parked" if update in parked else "done")]
    found.acknowledged, found.lost = len(fake.acknowledged), len(lost)
    found.problems += [f"update {update} was acknowledged and is {known.get(str(update), 'not there')}" for update in lost[:10]]
    if fake.pending:
        found.problems.append(f"{len(fake.pending)} updates were never acknowledged")


def _cases(found: Verdict, crowd: Crowd, incidents: Rows) -> None:
    """Each matter is one case, bears the number its reporter was told, and the numbers have no gap."""
    filed = Counter(row.text for row in incidents)
    numbers = {row.text: row.number for row in incidents}
    found.filed, found.twice = len(incidents), sum(n - 1 for n in filed.values())
    found.problems += [f"filed {n} times: {told!r}" for told, n in filed.items() if n > 1][:10]
    if [row.number for row in incidents] != list(range(1, len(incidents) + 1)):
        found.problems.append(f"the numbers have a gap: {[row.number for row in incidents]}")
    for one in crowd.reporters:
        found.problems += [f"never filed: {told!r}" for told in one.told if told not in filed]
        wrong = [told for told, number in one.filed.items() if numbers.get(told) != number]
        found.problems += [f"was told another number: {told!r}" for told in wrong]
    if strange := filed.keys() - {told for one in crowd.reporters for told in one.told}:
        found.problems.append(f"nobody said {sorted(strange)[:3]}")


def _notices(found: Verdict, crowd: Crowd, incidents: Rows, notices: Rows) -> None:
    """Each case has one notice for each leader who must hear of it; its reporter one that it was accepted."""
    wanted = {once for row in incidents for once in _wanted(crowd, row)}
    there = {row.once.partition(".")[0] for row in notices}  # behind the point: the line of the timeline
    found.problems += [f"notice {once} is missing" for once in sorted(wanted - there)[:10]]
    found.problems += [f"notice {once} should not be" for once in sorted(there - wanted)[:10]]
    stuck = [row.once for row in notices if row.state not in ("planned", "waiting")]
    found.problems += [f"notice {once} was not planned" for once in stuck[:10]]


def _wanted(crowd: Crowd, case: Any) -> Iterator[str]:
    for leader in crowd.leaders:
        if leader.role != "can_bo_tinh" or case.level == Level.DO:
            yield f"case:{case.id}:{leader.person}"
    if case.status == "da_nhan":
        yield f"told:{case.id}:da_nhan"


def _sends(found: Verdict, crowd: Crowd, outbox: Rows) -> None:
    for phone in [*[one.phone for one in crowd.reporters], *[one.phone for one in crowd.leaders]]:
        _one_chat(found, phone, [row for row in outbox if row.peer == f"telegram:{ACCOUNT}:{phone.id}"])
    if strange := {row.state for row in outbox} - {"sent", "unknown"}:
        found.problems.append(f"rows are still {sorted(strange)}")


def _one_chat(found: Verdict, phone: Person, rows: Rows) -> None:
    """Every message shown is one row's, in the rows' order; more than one of a row only where the bot knows that it does not know."""
    by_receipt = {row.receipt: row for row in rows if row.state == "sent"}
    given_up = [row for row in rows if row.state == "unknown"]  # killed in the midst of it too often: listed for the operator
    found.sends += len(phone.seen)
    found.listed += len(given_up)
    last, again = 0, list[str]()
    for shown in phone.seen:
        row = by_receipt.pop(str(shown["message_id"]), None)
        if row is None:
            again.append(shown["text"])  # its receipt was lost with the process; the same must follow
            continue
        _account_for(found, phone, again, [up.unknowns for up in given_up if last < up.id < row.id], shown["text"], row.unknowns)
        if row.id < last:
            found.problems.append(f"{phone.id} read row {row.id} after row {last}")
        last, again = row.id, []
    _account_for(found, phone, again, [up.unknowns for up in given_up if up.id > last])
    found.problems += [f"row {row.id} says sent, but {phone.id} never read it" for row in by_receipt.values()]


def _account_for(found: Verdict, phone: Person, again: list[str], given_up: list[int], then: str = "", unknowns: int = 0) -> None:
    """What was read ``again`` and again: so often the row of the message that came ``then`` was sent in vain, or one given up before it."""
    times = Counter(again)
    known = [(times.pop(then, 0), unknowns)]
    known += itertools.zip_longest(sorted(times.values(), reverse=True), sorted(given_up, reverse=True), fillvalue=0)
    found.ambiguous += sum(min(read, most) for read, most in known)
    doubled = sum(max(0, read - most) for read, most in known)
    found.doubled += doubled
    if doubled:
        found.problems.append(f"{phone.id} read more than once what the rows say was sent once: {again} before {then!r} ({unknowns} unknown)")
