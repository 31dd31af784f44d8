"""Who is erased stands nowhere any more, whatever was open at that moment; what is somebody else's stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, insert, select, text, update

from bot.domain.kinds import Level
from bot.jobs import Moment
from bot.story import Here, Said
from bot.talk import Choice, Draft, Incoming, Notice, Outgoing, Peer, Piece, Speaker
from handlers import cases, privacy, sample
from messages_vi import privacy_rights as vi
from storage import engines, inbox, incidents, invitations, jobs, leases, notices, outbox, pairings, people, roles, talks, units
from storage.tables import absence, account, attachment, conversation, draft, incident, invitation, notice, person, request, role
from storage.tables import outbox as outbox_table
from tests.traces import traces

NAME, PHONE, CHAT, TWIN = "Lê Thị Mười", "0987654321", "778899", "7788990"
ON_ZALO, ON_TELEGRAM, OTHERS = Peer("zalo_bot", "1", CHAT), Peer("telegram", "9", CHAT), Peer("telegram", "9", TWIN)
NOW = 1_796_101_200.0  # 12:00 on 1 December 2026, local time
AFTER = Moment(NOW + 1, NOW + 1)


class Place:
    """A hamlet with the one who leaves, on two chats, and a neighbour."""

    def __init__(self, db: Connection) -> None:
        sample.load(db, NOW)
        self.hamlet = next(u for u in units.everything(db) if u.level == "thon")
        self.leaves, self.stays = people.add(db, NAME, NOW), people.add(db, "Lê Thị Mười Một", NOW)
        db.execute(update(person).where(person.c.id == self.leaves).values(phone=PHONE))
        for peer, whose in ((ON_ZALO, self.leaves), (ON_TELEGRAM, self.leaves), (OTHERS, self.stays)):
            people.join(db, peer, whose, NOW)
            db.execute(insert(conversation).values(peer=peer.key))
        for whose in (self.leaves, self.stays):
            roles.give(db, whose, self.hamlet.id, "to_vien", NOW - 1)
        self.role = one(db, role.c.id, person=self.leaves)

    def here(self, db: Connection) -> Here:
        return Here(db, Speaker(ON_ZALO, NAME, people.find(db, self.leaves, NOW)), NOW)

    def goes(self, db: Connection) -> None:
        privacy._leave(self.here(db))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    yield made
    made.dispose()


def one(db: Connection, of: Column[Any], **which: Any) -> Any:
    """The one value of this column where others are so."""
    return db.execute(select(of).where(*(of.table.c[name] == value for name, value in which.items()))).scalar_one()


def run_wipes(db: Connection, at: Moment) -> None:
    kind = next(k for k in privacy.JOBS if k.name == "erased")
    for due in jobs.due(db, at.now):
        if due.job.kind == "erased":
            kind.run(db, at, due.job)
            jobs.end(db, due.id, "done")


def test_of_everything_that_was_open_nothing_names_them_any_more(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as db:
        at = Place(db)
        told = Notice("alert", f'Người báo: {NAME}, tổ viên. "{NAME}" và {NAME} Một.', "case:1:2")
        notices.notify(db, at.stays, told, NOW)
        notices.notify(db, at.leaves, replace(told, once=f"linked:{at.leaves}:{ON_TELEGRAM.key}:1"), NOW)
        outbox.post(db, [("n:x", "alert", Outgoing(OTHERS, f"{NAME} vừa báo")), ("n:y", "case", Outgoing(ON_TELEGRAM, "việc của bác"))], NOW)
        said = Incoming(ON_TELEGRAM, "e1", NOW, CHAT, NAME, "còn nữa", media=(Piece("photo", f"file-{CHAT}"),))
        inbox.store(db, [(said, NOW)], NOW)
        talks.new_offer(db, ON_ZALO.key, "", [Choice(f"nhantin:{ON_TELEGRAM.key}", "Telegram")], NOW)
        talks.new_offer(db, OTHERS.key, "", [Choice("ds:p:1", f"{NAME}, tổ viên, {PHONE}")], NOW)
        pairings.make(db, at.leaves, NOW)
        invitations.wrong(db, ON_ZALO, NOW)
        values = {"about": "", "touched": NOW, "state": "open"}
        shared = f'{{"a":["x",{at.leaves},"{NAME}"],"b":["y",{at.stays},"Lê Thị Mười Một"]}}'
        db.execute(insert(draft).values(key="shared", story="s", owner=at.stays, answers=shared, **values))
        db.execute(insert(draft).values(key="own", story="s", owner=at.leaves, answers=f'{{"t":["tôi là {NAME}",1,"x"]}}', **values))
        db.execute(insert(draft).values(key=f"batdau:{ON_ZALO.key}", story="batdau", answers="{}", **values | {"state": "done", "finished_by": NAME}))
        assert len(traces(db, tmp_path / "files", NAME, PHONE, CHAT)) > 12
        at.goes(db)
    with engine.begin() as db:
        run_wipes(db, AFTER)
        left = [t for t in traces(db, tmp_path / "files", NAME, PHONE, CHAT) if f"{NAME} Một" not in t]
        assert left == []
        body = one(db, notice.c.body, person=at.stays)
        assert f"Người báo: {vi.LEFT}, tổ viên" in body
        assert db.execute(select(outbox_table.c.state).order_by(outbox_table.c.id)).scalars().all() == ["queued", "dropped"]
        assert f'["y",{at.stays},"Lê Thị Mười Một"]' in one(db, draft.c.answers, key="shared")
        assert db.execute(select(attachment.c.state)).scalars().all() == ["erased"]


def test_somebody_whose_chat_or_name_only_begins_alike_is_left_alone(engine: Engine) -> None:
    with engine.begin() as db:
        at = Place(db)
        at.goes(db)
        run_wipes(db, AFTER)
        assert people.of_peer(db, OTHERS, NOW) == people.find(db, at.stays, NOW)
        assert one(db, person.c.name, id=at.stays) == "Lê Thị Mười Một"
        assert one(db, conversation.c.peer, peer=OTHERS.key) == OTHERS.key
        assert people.find(db, at.stays, NOW).roles


@pytest.mark.parametrize("name", ["Mai", "false", "null", "case", "nhan", "new"])
def test_of_somebody_called_by_a_mere_word_no_other_word_is_taken_out(engine: Engine, name: str) -> None:
    with engine.begin() as db:
        at = Place(db)
        db.execute(update(person).where(person.c.id == at.leaves).values(name=name))
        storm, button = f"{name} có bão lớn, sơ tán ngay.", Choice("case:91", "Xem")
        notices.notify(db, at.stays, Notice("alert", storm, "case:91:2", (button,), "id:91"), NOW)
        outbox.post(db, [("n:case:91:1", "alert", Outgoing(OTHERS, storm))], NOW)
        offered = talks.new_offer(db, OTHERS.key, "", [Choice("nhan:91", f"Nhận {name}"), Choice(f"ds:p:{at.role}", f"{name}, tổ viên")], NOW)
        of_theirs = Notice("request", f"{name} bàn giao. Họ viết “{name} có bão”.", f"handover:{at.role}", (button,))
        notices.notify(db, at.stays, of_theirs, NOW)
        at.goes(db)
        told = [(n.text, n.choices) for n in notices.due(db, NOW)]
        assert told == [(storm, (button,)), (f"{vi.LEFT} bàn giao. Họ viết “{name} có bão”.", (button,))]
        leases.take(db, "h:1:x", ["send:telegram:9"], NOW)
        assert [s.out.text for s in outbox.claim(db, "h:1:x", NOW + 1, 10, ["telegram:9"])] == [storm]
        shown = talks.find_offer(db, OTHERS, offered)
        assert shown is not None
        assert [c.label for c in shown[1]] == [f"Nhận {name}", f"{vi.LEFT}, tổ viên"]


def test_a_namesake_and_a_place_keep_their_name(engine: Engine) -> None:
    with engine.begin() as db:
        at = Place(db)
        twin = people.add(db, NAME, NOW)
        values = {"about": "", "touched": NOW, "answers": "{}", "state": "done", "finished_by": NAME}
        for key, owner in (("own", at.leaves), ("theirs", twin), (f"batdau:{ON_ZALO.key}", None), (f"batdau:{OTHERS.key}", None)):
            db.execute(insert(draft).values(key=key, story="s", owner=owner, **values))
        told = f"Người phụ trách là {NAME}, xã {NAME} Đông, {PHONE[:4]} {PHONE[4:7]} {PHONE[7:]}."
        notices.notify(db, twin, Notice("case", told, "told:91:1"), NOW)
        notices.notify(db, twin, Notice("member", told, f"role:{at.role}:1"), NOW)
        db.execute(
            update(conversation).where(conversation.c.peer == OTHERS.key).values(choices=f'[["{at.leaves}","{NAME}",""],["{twin}","{NAME}",""]]')
        )
        at.goes(db)
        done = dict(db.execute(select(draft.c.key, draft.c.finished_by)).all())  # type: ignore[arg-type]
        assert done == {"own": vi.LEFT, "theirs": NAME, f"batdau:{ON_ZALO.key}": vi.LEFT, f"batdau:{OTHERS.key}": NAME}
        assert [n.text for n in notices.due(db, NOW)] == [
            f"Người phụ trách là {NAME}, xã {NAME} Đông, -.",
            f"Người phụ trách là {vi.LEFT}, xã {NAME} Đông, -.",
        ]
        kept = one(db, conversation.c.choices, peer=OTHERS.key)
        assert kept == f'[["{at.leaves}","{vi.LEFT}",""],["{twin}","{NAME}",""]]'


def test_a_chat_that_was_given_up_before_is_forgotten_too_and_one_taken_up_again_is_not(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as db:
        at = Place(db)
        for peer in (ON_ZALO, OTHERS):
            inbox.store(db, [(Incoming(peer, f"e:{peer.chat}", NOW, peer.chat, NAME, "chào"), NOW)], NOW)
        db.execute(text("UPDATE inbox SET state = 'done', body = NULL"))
        for peer in (ON_ZALO, OTHERS):
            pairings.part(db, peer, NOW)
        people.join(db, OTHERS, at.stays, NOW)
        run_wipes(db, AFTER)
        assert traces(db, tmp_path / "files", ON_ZALO.key, f"e:{CHAT}") == []
        assert db.execute(text("SELECT count(*) FROM conversation")).scalar_one() == 3
        assert one(db, conversation.c.peer, peer=OTHERS.key) == OTHERS.key
        assert one(db, person.c.name, id=at.leaves) == NAME


def test_the_heads_hear_which_cases_nobody_answers_for_any_more(engine: Engine) -> None:
    with engine.begin() as db:
        at = Place(db)
        commune = next(u for u in units.everything(db) if u.level == "xa")
        head = people.add(db, "Trần Văn Tư", NOW)
        for whose, key in ((at.leaves, "pho_truong_khoi"), (head, "truong_khoi")):
            roles.give(db, whose, commune.id, key, NOW - 1)
        new = incidents.NewCase(1, commune.id, at.hamlet.id, "TT", Level.VANG, False, "mâu thuẫn bờ ruộng", None, None, at.stays, "to_vien")
        case, number = incidents.file(db, new, NOW)
        cases.VERBS["nhan"](at.here(db), f"id:{case}", Said())
        facts = privacy.gather(at.here(db), Draft(1, "k", "xoa"))
        assert facts.answers_for == 1
        assert "1 việc" in vi.check_leave([], 0, facts.answers_for)
        at.goes(db)
        body = one(db, notice.c.body, person=head, kind="case")
        assert f"Việc số {number}" in body
        assert one(db, incident.c.holder, id=case) is None
        assert NAME not in body


def test_roles_codes_wishes_and_absences_end_and_the_bot_counts_as_many_people_as_before(engine: Engine) -> None:
    with engine.begin() as db:
        at = Place(db)
        code = {"unit": at.hamlet.id, "role": "to_vien", "uses_left": 3, "expires_at": NOW + 9}
        db.execute(insert(invitation).values(code="11111111", made_by=at.leaves, **code))
        db.execute(insert(invitation).values(code="22222222", person=at.leaves, **code))
        db.execute(insert(request).values(person=at.leaves, unit=at.hamlet.id, role="to_pho", asked_at=NOW, state="waiting"))
        db.execute(insert(absence).values(person=at.leaves, stand_in=at.stays, since=NOW - 1, until=NOW + 9))
        db.execute(insert(absence).values(person=at.stays, stand_in=at.leaves, since=NOW - 1, until=NOW + 9))
        chats = db.execute(text("SELECT count(*) FROM conversation")).scalar_one()
        at.goes(db)
        run_wipes(db, AFTER)
        assert one(db, role.c.until, person=at.leaves) == NOW
        assert db.execute(select(invitation.c.revoked_at)).scalars().all() == [NOW, NOW]
        assert one(db, request.c.state, person=at.leaves) == "refused"
        assert db.execute(select(absence.c.person, absence.c.stand_in)).all() == [(at.stays, None)]
        assert db.execute(select(account.c.peer).where(account.c.person.in_((at.leaves, at.stays)))).scalars().all() == [OTHERS.key]
        assert db.execute(text("SELECT count(*) FROM conversation")).scalar_one() == chats


def test_the_chat_is_known_until_the_goodbye_has_left_and_a_day_at_most(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as db:
        at = Place(db)
        at.goes(db)
        outbox.post(db, [("r:1", "reply", Outgoing(ON_ZALO, vi.GOODBYE))], NOW)
    for later in (AFTER, Moment(NOW + 100, NOW + 100)):
        with engine.begin() as db:
            run_wipes(db, later)
            assert one(db, outbox_table.c.peer, once="r:1") == ON_ZALO.key
    with engine.begin() as db:
        run_wipes(db, Moment(NOW + 90_000, NOW + 90_000))
        assert one(db, outbox_table.c.state, once="r:1") == "dropped"
        assert traces(db, tmp_path / "files", CHAT) == []


def test_a_stranger_who_writes_from_that_chat_meanwhile_is_not_disturbed(engine: Engine) -> None:
    with engine.begin() as db:
        at = Place(db)
        at.goes(db)
        values = {"key": f"batdau:{ON_ZALO.key}", "story": "batdau", "about": "", "answers": "{}", "state": "open", "touched": NOW}
        row = db.execute(insert(draft).values(**values).returning(draft.c.id)).scalar_one()
        db.execute(update(conversation).where(conversation.c.peer == ON_ZALO.key).values(draft=row, asked="code"))
        run_wipes(db, AFTER)
        assert one(db, conversation.c.draft, peer=ON_ZALO.key) == row
        assert one(db, draft.c.key, id=row) == values["key"]
