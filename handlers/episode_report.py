"""The quick report of an episode: three points, the first counted from its cases whenever it is read, and the paper for Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.documents.quick_report import MIME, QuickReport, docx
from bot.domain.cases import ACCEPTED, IN_WORK
from bot.domain.episodes import figures
from bot.readers import one_of
from bot.story import Ask, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Document, Draft
from handlers import files
from handlers.episode_told import noted
from handlers.episodes import REPORT
from messages_vi import common
from messages_vi import episodes as episodes_vi
from messages_vi import quick_report as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import case_life, episodes, units
from storage.episodes import Episode


@dataclass(frozen=True)
class Facts:
    """``counted``: the first point, of the figures of now."""

    episode: Episode | None
    counted: str = ""

    @property
    def written(self) -> bool:
        return self.episode is not None and self.episode.written_at is not None


@dataclass(frozen=True)
class _Point(Whole):
    """A few sentences; or what there is, left as it is: None."""

    choices: tuple[Choice, ...] = (vi.KEEP,)

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        over = said.choice is None and vi.is_over(said.text)
        kept = {"text": None if over or said.choice == vi.KEEP.value else said.text.strip()} | ({"over": True} if over else {})
        self.value(kept)
        if over:
            return kept
        if said.choice is None and episodes_vi.ends(said.text):
            raise Invalid(vi.TO_END)
        if said.choice is None and (common.adds_nothing(said.text) or said.text.strip(" .").isdecimal()):
            raise Invalid(vi.PLEASE)
        return kept

    def value(self, kept: Any) -> str | None:
        text = kept["text"] if isinstance(kept, Mapping) else ""
        if text is not None and not 0 < len(text) <= vi.LONGEST:
            raise Invalid(vi.PLEASE)
        return text


@dataclass(frozen=True)
class _Which(one_of):
    """What is to be corrected; "xong" takes it as it is."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        return vi.EXPORT.value if said.choice is None and vi.is_over(said.text) else super().hear(said, before)


def gather(here: Here, draft: Draft) -> Facts:
    episode = episodes.by_id(here.db, here.who.person, int(draft.about)) if here.who.person else None
    return Facts(episode, _counted(here, episode)) if episode else Facts(None)


def _counted(here: Here, episode: Episode) -> str:
    found = episodes.cases(here.db, episode.id)
    since = min([episode.opened_at, *(c.created_at for c in found)])
    return vi.happened(figures(found), since, episode.closed_at or here.now, episode.place)


def tell(ask: Ask, here: Facts) -> dict[str, str | None] | None:
    """What was written, by point: None for one that is left as it is."""
    episode = here.episode
    if episode is None:
        return None
    if not here.written or ask.has("happened"):  # somebody else may have finished one meanwhile
        told: dict[str, str | None] = {}
        for key, question in (("happened", vi.ask_happened(here.counted)), ("judged", vi.ask_judged()), ("wanted", vi.ask_wanted())):
            told[key] = None if any(_is_over(ask, before) for before in told) else ask(key, question, _Point())
        return told
    shown = vi.three_points(episode.title, here.counted, episode.happened, episode.judged, episode.wanted)
    which = ask("which", shown, _Which((*vi.CORRECT, vi.EXPORT), vi.PICK))
    if which == vi.EXPORT.value:
        return {}
    now = {"happened": episode.happened, "judged": episode.judged, "wanted": episode.wanted}[which]
    return {which: ask("text", vi.correct(which, now), _Point())}


def _is_over(ask: Ask, key: str) -> bool:
    kept = ask.kept(key)
    return isinstance(kept, Mapping) and bool(kept.get("over"))


def finish(here: Here, draft: Draft, told: dict[str, str | None] | None) -> Reply:
    """The right is asked again. It is a word on every case of it that somebody works on."""
    who = here.who.person
    episode = episodes.held(here.db, who, int(draft.about)) if who else None
    if who is None or episode is None or told is None:
        raise Invalid(vi.NOT_YOURS)
    points = {key: hide_names(text, PERSON) for key, text in told.items() if text is not None}
    if told:
        episodes.write(here.db, episode.id, who.id, here.now, **points)
        noted(here, "changed cases", episode)
        for c in episodes.free_to_mark(here.db, episode.id):
            if c.status in (ACCEPTED, IN_WORK):
                case_life.word(here.db, c.id, here.now)
    now = episodes.by_id(here.db, who, episode.id) or episode
    return Reply(vi.written(file=True), files=(_paper(here, now),))


def _paper(here: Here, episode: Episode) -> Document:
    noted(here, "exported cases", episode)
    commune = units.get(here.db, episode.commune)
    points = vi.points(_counted(here, episode), episode.happened, episode.judged, episode.wanted)
    heading = (vi.DRAFT, vi.over(episode.place), vi.ISSUER, vi.NUMBER, vi.PARTY, vi.place_date(commune.name, here.now), vi.PAPER)
    made = QuickReport(*heading, vi.subject(episode.title), points, vi.SENT_TO, vi.SIGNED)
    return files.hand_over(here, docx(made), vi.file_name(episode.title), MIME)


STORY: Story[Facts, dict[str, str | None] | None] = Story(
    REPORT, vi.TITLE, gather, tell, finish, draft=lambda who, about: f"{REPORT}:{about}:{who.person.id if who.person else 0}"
)
