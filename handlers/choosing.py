"""One of many people, in a story: a page of them at a time, chosen by number, by button, or by name, whatever page they stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import override

from bot.readers import one_of
from bot.story import Ask, Said
from bot.talk import Choice
from messages_vi import members as vi
from messages_vi.kinds import alarming

PAGE = 9  # people of a message
Apart = Callable[[str], tuple[str, Any]]  # words that may name somebody, and what else they say; None: nothing
_MORE = Choice("more", vi.MORE, vi.TYPE_MORE)


@dataclass(frozen=True)
class _OnAPage(one_of):
    """Kept is who was chosen; or, as a mapping: which page they want to see, what they have said besides, and with that who was chosen."""

    find: Callable[[str], str | None] = field(default=lambda _text: None)
    apart: Apart = field(default=lambda text: (text, None))
    after: int = 0  # the page that comes next
    coined: tuple[str, ...] = ()  # how values begin that stand in no list
    media: bool = False

    @override
    def hear(self, said: Said, before: Any) -> Any:
        kept = dict(before) if isinstance(before, Mapping) else {}
        if said.choice == _MORE.value:
            return kept | {"page": self.after}
        name, besides = ("", None) if said.choice else self.apart(said.text)
        chosen = said.choice or self.find(name)
        if self.media and (said.photos or said.voices):
            kept, besides = self._with_media(kept, said, besides, named=chosen is not None)
        kept |= {} if besides is None else {"besides": besides}
        if chosen is None and kept and kept != before:
            return kept
        return kept | {"value": self.value(chosen)} if kept.keys() - {"page"} else self.value(chosen)

    @staticmethod
    def _with_media(kept: dict[str, Any], said: Said, besides: Any, *, named: bool) -> tuple[dict[str, Any], Any]:
        """A caption that names nobody tells of its picture; one of danger is told elsewhere, with it."""
        if not named and besides is None and alarming(said.text):
            return kept, besides
        grown = {key: [*kept.get(key, ()), *came] for key, came in (("photos", said.photos), ("voices", said.voices))}
        return kept | grown, besides if named or besides is not None else said.text or None

    @override
    def value(self, kept: Any) -> str:
        chosen = kept["value"] if isinstance(kept, Mapping) else kept
        return chosen if isinstance(chosen, str) and chosen.startswith(self.coined) else super().value(chosen)

    @override
    def finished(self, kept: Any) -> bool:
        return not isinstance(kept, Mapping) or "value" in kept


def one_of_many(
    ask: Ask, key: str, question: str, people: Sequence[Choice], besides: Sequence[Choice], refusal: str, find: Callable[[str], str | None],
    known: frozenset[str] = frozenset(), apart: Apart = lambda text: (text, None), coined: tuple[str, ...] = (), media: bool = False,
) -> str:  # fmt: skip
    """The value of one of ``people`` or ``besides``. After the last page comes the first.

    ``find``: the value of whom these words name, if it can be only one; ``known``: values that words may name though nobody lists them.
    ``apart``: takes what else is said off the words; it is kept until somebody is chosen, and ``said_besides`` tells it.
    ``coined``: how the values begin that ``find`` may give though nobody lists them. ``media``: pictures and voice that come are kept
    beside, as "photos" and "voices".
    """
    kept, pages = ask.kept(key), max(1, -(-len(people) // PAGE))
    page = kept.get("page", 0) % pages if isinstance(kept, Mapping) else 0
    shown = (*people[page * PAGE : (page + 1) * PAGE], *besides, *([_MORE] if pages > 1 else []))
    values = known | {c.value for c in (*people, *besides)}
    reader = _OnAPage(shown, refusal, values, find=find, apart=apart, after=page + 1, coined=coined, media=media)
    return ask(key, question + vi.page_of(page, pages), reader)


def said_besides(ask: Ask, key: str) -> Any:
    """What was said beside a name at this question; None: nothing."""
    kept = ask.kept(key)
    return kept.get("besides") if isinstance(kept, Mapping) else None
