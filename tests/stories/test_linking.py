"""One person, two chats: tied by a typed code; each answers for itself, notices go where the person wants them, or where they can be reached."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Connection, delete, insert

from bot.talk import Choice, Conversation, Outgoing, Peer, SendFailed
from handlers import BOOK
from messages_vi import cases as cases_vi
from messages_vi import common, joining
from messages_vi import linking as vi
from messages_vi import report as report_vi
from storage import bots, engines, leases, notices, outbox, pairings, people, talks
from storage.memory import Memory
from storage.tables import account, bot
from tests.house import Chat, House
from tests.lines import TelegramLine

FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"
LINK = "https://zalo.example/"
TORRENT = "lũ quét cuốn trôi ngầm tràn, 9 hộ bị cô lập"
BRIDGE = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"


def channel(house: House) -> str:
    return joining.called(house.line.name)


def unspoken(house: House) -> str:
    """A channel nobody here is on."""
    return joining.CHANNELS["telegram" if house.line.name == "zalo_bot" else "zalo"]


def code_in(chat: Chat) -> str:
    found = re.search(r"\b\d{3} \d{3}\b", chat.last["text"])
    assert found, chat.last["text"]
    return found[0]


async def code(chat: Chat) -> str:
    await chat.says("kết nối")
    return code_in(chat)


async def second_chat(house: House, first: Chat) -> Chat:
    """Another chat of the same person, with the question about notices open."""
    six = await code(first)
    other = house.stranger(first.name)
    other.address, other.person = first.address, first.person
    await other.says(six)
    other.sees(vi.WHERE_TO)
    return other


async def files(house: House, member: Chat, what: str = FLOOD) -> None:
    await member.says(what)
    await member.says("gửi")


def blocked(house: House, chat: Chat) -> None:
    if not isinstance(house.line, TelegramLine):
        pytest.skip("only Telegram's people can block the bot")
    house.line.phone_of(chat.id).blocks()


# the code ------------------------------------------------------------------------------------------------------------
async def test_a_code_typed_in_another_chat_makes_it_the_same_persons(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    before = [house.one(f"SELECT count(*) FROM {table}") for table in ("person", "role", "consent")]
    await member.says("/ketnoi")
    six = code_in(member)
    member.sees(vi.code(six.replace(" ", ""), ()))
    other = house.stranger()
    await other.says("/start")
    other.sees(joining.CODE_PLEASE)
    await other.says(six)
    other.sees(vi.linked("bác Bảy", channel(house), vi.another(channel(house), 1)))
    other.sees(vi.WHERE_TO)
    member.sees(vi.linked_elsewhere(channel(house)))
    assert [house.one(f"SELECT count(*) FROM {table}") for table in ("person", "role", "consent")] == before
    assert house.one("SELECT count(*) FROM draft") == 0
    await files(house, other)
    other.sees("việc số 1")
    assert house.one("SELECT reporter FROM incident") == member.person


@pytest.mark.parametrize("typed", ["{0}{1}", "{0}.{1}", " {0} - {1} ", "/batdau {0}{1}", "/start {0} {1}"])
async def test_the_code_is_understood_as_people_type_it(house: House, member: Chat, typed: str) -> None:
    if house.line.name != "phone":
        pytest.skip("what is typed is the same on every line")
    six = await code(member)
    other = house.stranger()
    await other.says(typed.format(*six.split()))
    other.sees(vi.WHERE_TO)


async def test_a_code_is_good_once_for_a_quarter_of_an_hour_and_until_the_next_one(house: House, member: Chat) -> None:
    former, six = await code(member), await code(member)
    other = house.stranger()
    await other.says(former)
    other.sees(vi.WRONG_CODE)
    await other.says(six)
    other.sees(vi.WHERE_TO)
    third = house.stranger()
    await third.says(six)
    third.sees(vi.WRONG_CODE)
    late = await code(member)
    await house.later(minutes=16)
    await third.says(late)
    third.sees(vi.WRONG_CODE)
    assert house.one("SELECT count(*) FROM account WHERE person = :p", p=member.person) == 2


async def test_wrong_codes_of_either_length_are_slowed_together(house: House, member: Chat) -> None:
    six = await code(member)
    guesser = house.stranger()
    for guess in ("000001", "000 002", "10000003", "000-004", "10000005"):
        await guesser.says(guess)
        guesser.sees(joining.WRONG_CODE if len(guess) == 8 else vi.WRONG_CODE)
    await guesser.says(six)
    guesser.sees(joining.TOO_MANY)
    await house.later(hours=1.1)
    await guesser.says(await code(member))
    guesser.sees(vi.WHERE_TO)


async def test_one_who_has_joined_gets_no_second_name(house: House, member: Chat) -> None:
    somebody_else = house.person("cô Tám", "to_vien")
    six = await code(member)
    await somebody_else.says(six)
    somebody_else.sees(vi.SOMEBODY_ELSES)
    await somebody_else.says(f"/batdau {six}")
    somebody_else.sees(vi.SOMEBODY_ELSES)
    await member.says(six)
    member.sees(vi.OWN_CODE)
    await member.says("000 111")
    member.sees(vi.WRONG_CODE)
    assert house.rows("SELECT person, count(*) FROM account WHERE person IN (:a, :b) GROUP BY person ORDER BY person",
                      a=member.person, b=somebody_else.person) == [(member.person, 1), (somebody_else.person, 1)]  # fmt: skip
    other = house.stranger()
    await other.says(six)  # it was not used up
    other.sees(vi.WHERE_TO)


async def test_a_sum_that_answers_the_blocks_question_is_no_code(house: House, member: Chat, leader: Chat) -> None:
    await files(house, member)
    await leader.says("hỏi 1 thiệt hại chừng bao nhiêu")
    await member.says("500.000")
    member.sees(cases_vi.ANSWER_OR_NEW)


async def test_the_code_comes_with_the_links_of_the_bots_that_still_take_people(house: House, member: Chat) -> None:
    with house.other.begin() as db:
        people.join(db, Peer("zalo_bot", "full", "1"), people.add(db, "cô Tám", 0.0), 0.0)
        for place, (name, most) in enumerate([("full", 1), ("open", 50)], 10):
            db.execute(insert(bot), {"channel": "zalo_bot", "account": name, "link": LINK + name, "a_month": 0, "people": most, "place": place})
    await member.says("nối zalo")
    if house.line.name != "zalo_bot":  # who is on Zalo is sent elsewhere
        member.sees(f"Zalo: {LINK}open")
    member.has_not_seen(f"{LINK}full")


# where things go -----------------------------------------------------------------------------------------------------
async def test_each_chat_hears_its_own_answers_and_the_preferred_one_the_alerts(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    other = await second_chat(house, leader)
    await files(house, member)
    leader.sees("việc số 1")  # nothing changes until the question is answered
    other.has_not_seen("việc số 1")
    await other.says("/ketnoi")
    other.sees(vi.in_use([vi.another(channel(house), 1), vi.this(channel(house))], vi.another(channel(house), 1)))
    await other.says("nhận tin ở đây")
    other.sees(vi.notices_come_to(vi.this(channel(house))))
    await files(house, member, TORRENT)
    other.sees("việc số 2")
    leader.has_not_seen("việc số 2")
    assert sum("việc số 2" in m["text"] for m in other.seen) == 1
    before = len(other.seen)
    await leader.says("xem 1")
    leader.sees(FLOOD)
    assert len(other.seen) == before
    before = len(leader.seen)
    await other.says("nhận 2")
    other.sees(cases_vi.accepted(2))
    assert len(leader.seen) == before


@pytest.mark.parametrize("which", ["this", "another"])
async def test_where_notices_go_is_asked_once_tied(house: House, member: Chat, leader: Chat, which: str) -> None:
    other = await second_chat(house, leader)
    name = vi.this(channel(house)) if which == "this" else vi.another(channel(house), 1)
    await other.picks(name)
    other.sees(vi.notices_come_to(name))
    await files(house, member)
    wanted, spared = (other, leader) if which == "this" else (leader, other)
    wanted.sees("việc số 1")
    spared.has_not_seen("việc số 1")
    assert house.one("SELECT count(*) FROM account WHERE person = :p AND preferred = 1", p=leader.person) == 1


async def test_a_cadre_is_spoken_to_as_one_from_the_first_word(house: House, leader: Chat) -> None:
    other = await second_chat(house, leader)
    assert leader.address == common.CADRE
    assert common.CADRE.capitalize() in other.last["text"]
    assert common.DEFAULT_ADDRESS not in other.last["text"].casefold()


async def test_a_draft_begun_in_one_chat_goes_on_in_the_other(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    other = await second_chat(house, member)
    await member.says(BRIDGE)
    member.sees(BRIDGE)
    await other.says("hủy")  # nothing is open here, but something is set aside
    other.sees(report_vi.TITLE)
    await other.picks(common.GO_ON.label)
    other.sees(BRIDGE)
    await other.picks(report_vi.EDITS["level"])
    other.sees(report_vi.HOW_URGENT)
    await member.says("quay lại")  # here the older question is still shown
    member.sees(report_vi.HOW_URGENT)
    await other.picks(common.CANCEL.label if house.line.buttons else "hủy")
    other.sees(common.CANCELLED)
    await member.says("gửi")
    assert house.one("SELECT count(*) FROM incident") == 0
    await files(house, other)
    await member.says("việc của tôi")
    member.sees("số 1")


# undoing -------------------------------------------------------------------------------------------------------------
async def test_the_older_chat_can_undo_the_other_and_never_itself(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    name = channel(house)
    await member.says(vi.undo_word(name))
    member.sees(vi.not_from_here(name))
    await member.says(vi.undo_word(unspoken(house)))
    member.sees(vi.not_linked(unspoken(house)))
    other = await second_chat(house, member)
    await other.says(BRIDGE)  # a draft is open there
    six = await code(other)
    await member.says("/ketnoi")
    await member.picks(vi.undo(name, "").label if house.line.buttons else vi.undo_word(name))
    member.sees(vi.undone(name))
    assert house.rows("SELECT peer, preferred FROM account WHERE person = :p", p=member.person) == [(peer(house, member).key, 1)]
    other.sees(vi.parted(member.name, name, joining.ask_whom("0237.000.0003")))
    other.address = common.DEFAULT_ADDRESS
    await other.says("gửi")
    other.sees(joining.CODE_PLEASE)
    await house.stranger().says(six)
    assert house.one("SELECT count(*) FROM account WHERE person = :p", p=member.person) == 1
    assert house.one("SELECT count(*) FROM incident") == 0


async def test_the_chat_one_was_in_before_can_undo_at_once(house: House, member: Chat) -> None:
    other = await second_chat(house, member)
    await member.picks(vi.undo(channel(house), "").label if house.line.buttons else vi.undo_word(channel(house)))
    member.sees(vi.undone(channel(house)))
    await other.says("giúp")
    other.sees(joining.CODE_PLEASE)


async def test_a_code_shown_in_a_chat_is_none_once_that_chat_is_undone(house: House, member: Chat) -> None:
    other, reader = await second_chat(house, member), house.stranger()
    six = await code(other)
    await member.says(vi.undo_word(channel(house)))  # without /ketnoi, which would show another code in its place
    member.sees(vi.undone(channel(house)))
    await reader.says(six)
    reader.sees(vi.WRONG_CODE)
    assert house.one("SELECT count(*) FROM account WHERE person = :p", p=member.person) == 1


def is_nobodys(house: House, chat: Chat) -> None:
    """Parted, yet the chat remembers what was open: a turn of another process may have written so afterwards."""
    with house.other.begin() as db:
        db.execute(delete(account).where(account.c.peer == peer(house, chat).key))


async def test_an_open_draft_is_out_of_reach_of_a_chat_that_is_its_owners_no_more(house: House, member: Chat) -> None:
    other = await second_chat(house, member)
    await other.says(BRIDGE)
    is_nobodys(house, other)
    await other.says("gửi")
    other.sees(joining.CODE_PLEASE)
    assert house.rows("SELECT state FROM draft WHERE owner = :p", p=member.person) == [("open",)]


@pytest.mark.parametrize("what", [common.GO_ON, common.DROP])
async def test_a_draft_set_aside_is_out_of_reach_of_a_chat_that_is_its_owners_no_more(house: House, member: Chat, what: Choice) -> None:
    other = await second_chat(house, member)
    await member.says(BRIDGE)
    await other.says("hủy")
    other.sees(report_vi.TITLE)
    is_nobodys(house, other)
    await other.picks(what.label)
    if what == common.GO_ON:
        other.sees(common.OLD_BUTTON if house.line.buttons else joining.CODE_PLEASE)
    assert house.rows("SELECT state FROM draft WHERE owner = :p", p=member.person) == [("open",)]


def test_each_channel_can_be_undone_by_a_word() -> None:
    for sort, name in joining.CHANNELS.items():
        assert BOOK.words[vi.undo_word(name).casefold()] == f"bo{sort}"
        assert f"bo{sort}" in BOOK.commands


# a chat that cannot be reached ---------------------------------------------------------------------------------------
async def test_alerts_to_a_chat_that_has_blocked_us_go_to_the_other_with_their_buttons(house: House, member: Chat, leader: Chat) -> None:
    other = await second_chat(house, leader)
    await other.picks(vi.another(channel(house), 1))
    blocked(house, leader)
    await files(house, member)
    leader.has_not_seen("việc số 1")
    other.sees("việc số 1")
    await other.picks("Đã nhận")
    other.sees(cases_vi.accepted(1))
    member.sees("đ/c Chín")
    assert house.rows("SELECT state, reason FROM outbox WHERE peer = :p AND kind = 'alert'", p=peer(house, leader).key) == [("dropped", "gone")]
    await files(house, member, TORRENT)
    assert [sum(f"Thưa {other.address}, việc số {n}" in m["text"] for m in other.seen) for n in (1, 2)] == [1, 1]
    assert isinstance(house.line, TelegramLine)
    house.line.phone_of(leader.id).unblocks()
    await leader.says("giúp")
    leader.sees(common.HELP_LEADER)
    await files(house, member, "sạt lở đất vùi 2 nhà ở đầu thôn")
    leader.sees("việc số 3")  # still the preferred one
    other.has_not_seen("việc số 3")


async def test_when_no_chat_is_left_the_first_in_which_they_write_hears(house: House, member: Chat, leader: Chat) -> None:
    other = await second_chat(house, leader)
    await other.says("nhận tin")
    blocked(house, leader)
    blocked(house, other)
    await files(house, member)
    assert house.one("SELECT count(*) FROM notice WHERE state = 'unreachable' AND person = :p", p=leader.person) == 1
    assert isinstance(house.line, TelegramLine)
    house.line.phone_of(leader.id).unblocks()
    await leader.says("giúp")
    leader.has_seen("việc số 1")
    other.has_not_seen("việc số 1")


def peer(house: House, chat: Chat) -> Peer:
    return Peer(house.line.name, house.line.account, chat.id)


# on the tables themselves --------------------------------------------------------------------------------------------
ONE, TWO = Peer("phone", "demo", "1"), Peer("phone", "demo", "2")


def _posted(db: Connection, *chats: Peer) -> int:
    """A person with these chats; a notice with words and a picture, and a reply, are on their way to the first."""
    person = people.add(db, "Mẫu", 0.0)
    for since, chat in enumerate(chats):
        people.join(db, chat, person, float(since))
    leases.take(db, "h:1:1:me", ["send:phone:demo"], 0.0)
    outbox.post(db, [("n:a", "alert", Outgoing(chats[0], "một")), ("n:b", "alert", Outgoing(chats[0], "", photos=("p",)))], 0.0)
    outbox.post(db, [("r:1", "reply", Outgoing(chats[0], "trả lời"))], 0.0)
    return person


def _refused(db: Connection) -> None:
    (row,) = outbox.claim(db, "h:1:1:me", 1.0, 1, ["phone:demo"])
    outbox.mark(db, "h:1:1:me", [outbox.Outcome(row, "", SendFailed("blocked", gone=True))], 2.0)


def test_what_was_queued_for_a_lost_chat_waits_for_the_planner_in_its_order(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        person = _posted(db, ONE, TWO)
        _refused(db)
        found = notices.due(db, 2.0)
        assert [(n.person, n.kind, n.text, n.photos) for n in found] == [(person, "alert", "một", ()), (person, "alert", "", ("p",))]
        assert people.chats(db, person) == [TWO]
        assert people.linked(db, person) == [TWO, ONE]
        assert [m["state"] for m in outbox.listed(db)][:3] == ["dropped", "dropped", "dropped"]
    engine.dispose()


def test_who_has_one_chat_alone_is_waited_for_there_until_there_is_another(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        person = _posted(db, ONE)
        _refused(db)
        assert notices.due(db, 0.0) == []
        assert [m["state"] for m in outbox.listed(db)] == ["held", "held", "dropped"]
        people.join(db, TWO, person, 9.0)
        outbox.hand_back(db, ONE, 9.0)
        assert [n.text for n in notices.due(db, 9.0)] == ["một", ""]
    engine.dispose()


def test_a_chat_that_is_parted_has_nothing_open_or_offered(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        _posted(db, ONE, TWO)
        lists = {p: talks.new_offer(db, p.key, "id:1", (Choice("look", "Xem"),), 0.0) for p in (ONE, TWO)}
        talks.pushed(db, {p.key: n for p, n in lists.items()})
        memory = Memory(db, [ONE, TWO], 0.0)
        draft = memory.open_draft(db, "k", "baoviec", "", 1, 0.0)
        for c in memory.talks.values():
            c.draft, c.asked, c.offer, c.choices = draft.id, "check", 7, (Choice("send", "Gửi"),)
            memory.remember(c)
        memory.keep()
        memory.write(db)
        pairings.part(db, ONE, 1.0)
        told = talks.recall(db, [ONE, TWO], 1.0)
        assert told[ONE] == Conversation(ONE)
        assert (told[TWO].draft, told[TWO].asked, told[TWO].pushed) == (draft.id, "check", lists[TWO])
        assert talks.find_offer(db, ONE, lists[ONE]) is None
        assert talks.find_offer(db, TWO, lists[TWO]) is not None
        assert bots.knows(db, ONE), "the platform still counts it"
    engine.dispose()


def test_one_chat_is_preferred_and_comes_first(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        person = _posted(db, ONE, TWO)
        assert people.chats(db, person) == [TWO, ONE]
        for chosen, rest in ((ONE, TWO), (TWO, ONE), (TWO, ONE)):
            people.prefer(db, person, chosen)
            assert people.chats(db, person) == [chosen, rest]
        six = pairings.make(db, person, 0.0)
        assert pairings.owner(db, six, pairings.GOOD_FOR - 1) == person
        assert pairings.use(db, six, pairings.GOOD_FOR) is None
    engine.dispose()
