"""Who may do what, where: the one rule book. Actions ask it first; storage applies its scope inside the query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Right(Enum):
    """One thing a role may let a person do to what lies in its unit's subtree."""

    REPORT = "report"
    CHECK_IN = "check_in"  # answers for the month of its team
    CLOSE_MONTH = "close_month"  # of a block: no more is waited for
    APPROVE_MONTH = "approve_month"  # what the block says of it is final, and goes up
    RECEIVE_MONTH = "receive_month"  # sees the sums of months, and what blocks have sent up; may return it
    READ = "read"
    READ_TEAM = "read_team"  # as read, but not what may be about the head of the team
    READ_RED = "read_red"  # only the urgent ones
    READ_CONFIDENTIAL = "read_confidential"
    HANDLE = "handle"  # accept, ask back, resolve
    ALERTED = "alerted"  # hears of a new case
    ALERTED_RED = "alerted_red"  # hears only of urgent ones
    LIST = "list"  # sees who belongs where, in which role
    LIST_BLOCKS = "list_blocks"  # as list, but only roles from the commune up
    OPERATE = "operate"  # hears of the machine's own troubles


_MEMBER = frozenset({Right.REPORT, Right.CHECK_IN})
_TEAM_HEADS = _MEMBER | {Right.READ_TEAM, Right.LIST}
_BLOCK = frozenset({Right.REPORT, Right.READ, Right.HANDLE, Right.LIST})
_ON_DUTY = _BLOCK | {Right.READ_CONFIDENTIAL, Right.ALERTED}
_HEADS = _ON_DUTY | {Right.CLOSE_MONTH, Right.APPROVE_MONTH}
_ABOVE = frozenset({Right.READ_RED, Right.ALERTED_RED, Right.LIST_BLOCKS, Right.RECEIVE_MONTH})

RIGHTS: dict[str, frozenset[Right]] = {
    "to_vien": _MEMBER,  # their own reports they always see
    "to_pho": _TEAM_HEADS,
    "to_truong": _TEAM_HEADS,
    "thanh_vien_khoi": _BLOCK,
    "thu_ky": _BLOCK | {Right.ALERTED, Right.CLOSE_MONTH},
    "pho_truong_khoi": _HEADS,
    "truong_khoi": _HEADS,
    "bi_thu": _BLOCK | {Right.READ_CONFIDENTIAL, Right.CLOSE_MONTH, Right.APPROVE_MONTH},
    "dang_uy_vien": frozenset({Right.READ, Right.LIST}),
    "truc_ban": _ON_DUTY,
    "can_bo_cum": _ABOVE,
    "can_bo_huyen": _ABOVE,
    "can_bo_tinh": _ABOVE,
    "quan_tri": frozenset({Right.OPERATE, Right.LIST}),
}
LEVEL_OF = (
    dict.fromkeys(("to_vien", "to_pho", "to_truong"), "thon")
    | dict.fromkeys(("thanh_vien_khoi", "thu_ky", "pho_truong_khoi", "truong_khoi", "bi_thu", "truc_ban"), "xa")
    | {"can_bo_cum": "cum", "can_bo_huyen": "huyen", "can_bo_tinh": "tinh"}
)  # the level of the units in which a role is usually held
TEAM_ROLES = frozenset({"to_vien", "to_pho", "to_truong"})
_STAFF = frozenset({"thanh_vien_khoi", "thu_ky", "dang_uy_vien", "truc_ban"})
_BLOCK_ROLES = _STAFF | {"pho_truong_khoi", "truong_khoi", "bi_thu"}
GIVES: dict[str, frozenset[str]] = {
    "to_pho": frozenset({"to_vien"}),
    "to_truong": frozenset({"to_vien", "to_pho"}),
    "thu_ky": TEAM_ROLES | _STAFF,
    "truc_ban": TEAM_ROLES,
    "pho_truong_khoi": TEAM_ROLES | _STAFF,
    "truong_khoi": TEAM_ROLES | _STAFF | {"pho_truong_khoi"},
    "bi_thu": TEAM_ROLES | _BLOCK_ROLES,
    "can_bo_cum": _BLOCK_ROLES,
    "can_bo_huyen": _BLOCK_ROLES | {"can_bo_cum"},
    "can_bo_tinh": _BLOCK_ROLES | {"can_bo_cum", "can_bo_huyen"},
    "quan_tri": frozenset(RIGHTS),
}  # whom each may invite, change and end in its subtree
# the order of lists: the highest first
RANKS = (
    "can_bo_tinh", "can_bo_huyen", "can_bo_cum", "bi_thu", "truong_khoi", "pho_truong_khoi", "thu_ky", "thanh_vien_khoi", "dang_uy_vien", "truc_ban",
    "to_truong", "to_pho", "to_vien", "quan_tri",
)  # fmt: skip
HEADS = ("to_truong", "truong_khoi", "quan_tri")  # a unit that has one keeps one: the last cannot take the role from himself
BLOCK_SIZE = (9, 11)
POSTS = ("pho_bi_thu", "mat_tran", "hoi_dong", "uy_ban")  # of a block: the only ones that can be called missing


@dataclass(frozen=True, slots=True)
class Role:
    """A role somebody holds now, in one unit; ``path`` is the unit's place in the tree, as ``/1/12/130/``.

    ``acting_for``: the person who is away and in whose place they stand; 0: it is their own.
    """

    key: str
    unit: int
    path: str
    acting_for: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has joined; ``address`` is how to speak to them (bác, đồng chí ...), empty for the default of the role."""

    id: int
    name: str
    address: str = ""
    roles: tuple[Role, ...] = ()


def may(who: Person, right: Right, path: str) -> bool:
    """Whether this person may do this to what lies at this place of the tree, now."""
    return any(path.startswith(where) for where in scope(who, right))


def scope(who: Person, *rights: Right) -> tuple[str, ...]:
    """The subtrees in which the person has any of these rights: path prefixes, for a query."""
    return tuple(sorted({r.path for r in who.roles if not RIGHTS.get(r.key, frozenset()).isdisjoint(rights)}))


def may_give(who: Person, key: str, path: str) -> bool:
    """Whether this person may invite somebody to this role at this place, change it or end it. In another's place nobody gives roles."""
    return any(key in GIVES.get(r.key, frozenset()) and path.startswith(r.path) for r in who.roles if not r.acting_for)


def may_give_all(who: Person, held: Iterable[Role]) -> bool:
    """Whether this person may give every role somebody holds of their own: who sets their number, or makes them a code, opens all of them."""
    return all(may_give(who, r.key, r.path) for r in held if not r.acting_for)


def may_answer_for(who: Person, path: str, *, confidential: bool) -> bool:
    """Whether this person may handle a case at this place, and so read it too."""
    return may(who, Right.HANDLE, path) and (not confidential or may(who, Right.READ_CONFIDENTIAL, path))


def may_act(own: Iterable[Role], other: Role) -> bool:
    """Whether somebody with these roles of their own may stand in for whoever holds the other: at its place, or above."""
    return any(other.path.startswith(r.path) for r in own if not r.acting_for)


def may_end(who: Person, key: str, path: str, holder: int, *, last: bool) -> bool:
    """Whether this person may end that role of ``holder``: one's own, but the last head keeps it; another's, as one may give it."""
    return not (last and key in HEADS) if holder == who.id else may_give(who, key, path)


def holders(right: Right) -> tuple[str, ...]:
    """The keys of the roles that carry a right."""
    return tuple(key for key, rights in RIGHTS.items() if right in rights)


def from_commune_up(roles: Iterable[Role]) -> bool:
    """Whether somebody is spoken to as a cadre of the commune or above."""
    return any(r.key not in TEAM_ROLES for r in roles if not r.acting_for)
