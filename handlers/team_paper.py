"""The same figures that a team has told, as a short paper for its party cell."""

from __future__ import annotations

from bot.documents.block_report import BlockReport, Part, docx
from bot.documents.quick_report import MIME
from bot.domain.forms import Kind
from bot.domain.months import month
from bot.domain.periods import local
from bot.story import Here, Reply, Said
from bot.talk import Choice
from handlers import block_returned, checkin, files
from handlers.checkin_shown import in_words
from messages_vi import block_month as block_vi
from messages_vi import checkin as checkin_vi
from messages_vi import team_paper as vi
from storage import audit, checkins, month_steps, released, roles, units
from storage.checkins import Checkin

COMMAND = "baocaochibo"
_HEAD = "to_truong"


def begin(here: Here, on: str, _said: Said) -> Reply:
    """ "báo cáo chi bộ": of the last month that one's team has sent; several teams are asked for."""
    sent = [one for unit in checkin.teams(here) if (one := checkins.last_sent(here.db, unit)) and on in ("", f"month:{one.id}")]
    if not sent or here.who.person is None:
        return Reply(vi.NONE_YET)
    if len(sent) > 1:
        return Reply(checkin_vi.WHICH_TEAM, tuple(Choice(f"{COMMAND}:month:{one.id}", one.unit_title) for one in sent))
    one, of = sent[0], month(sent[0].month)
    audit.note(here.db, here.who.person.id, "exported figures", f"checkin:{one.id}", one.unit, here.now)
    return Reply(vi.handed(one.unit_title, of), files=(files.hand_over(here, docx(_paper(here, one)), vi.file_name(one.unit_title, of), MIME),))


def _paper(here: Here, one: Checkin) -> BlockReport:
    form, of = checkin.asked_of(here.db, one), month(one.month)
    kept = checkins.answers(here.db, one.id)
    told = {f.key: checkins.read(f, kept[f.key]) for f in form.asked if kept.get(f.key) not in (None, 0)}
    words = {f.key for f in form.in_words}
    people = [in_words(f, told[f.key]) for f in form.asked if f.kind in (Kind.CHOICE, Kind.SEVERAL) and f.key in told]
    done = [in_words(f, told[f.key]) for f in form.asked if f.kind is Kind.NUMBER and f.key in told]
    wish, plan = (str(told.get(key, "")) if key in words else "" for key in (block_vi.WISH, block_vi.PLANS))
    said = released.of_month(here.db, one.block, one.month).get(block_vi.WISH) if _is_approved(here, one) else None
    answer = block_returned.answer(one, said) if said else ""
    block = units.get(here.db, one.block)
    heads = [p.name for p in roles.holding(here.db, (_HEAD,), one.path, here.now)]
    return BlockReport(
        vi.DRAFT, vi.over(block.title), vi.issuer(one.unit_title), vi.NUMBER, vi.PARTY, vi.place_date(block.name, local(here.now).year), vi.TITLE,
        vi.subject(of), [Part(*part) for part in vi.parts(people, done, wish, answer, plan)], vi.SENT_TO, vi.signed(heads[0] if heads else ""), (),
    )  # fmt: skip


def _is_approved(here: Here, one: Checkin) -> bool:
    """Before that no word of the block gets out."""
    return month_steps.states(here.db, [one.block], one.month).get(one.block) in (month_steps.APPROVED, month_steps.SENT)


COMMANDS = VERBS = {COMMAND: begin}
