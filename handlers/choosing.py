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

    @override
    def hear(self, said: Said, before: Any) -> Any:
        kept = dict(before) if isinstance(before, Mapping) else {}
        if said.choice == _MORE.value:
            return kept | {"page": self.after}
        name, besides = ("", None) if said.choice else self.apart(said.text)
        kept |= {} if besides is None else {"besides": besides}
        chosen = said.choice or self.find(name)
        if chosen is None and kept != before and besides is not None:
            return kept
        return kept | {"value": self.value(chosen)} if "besides" in kept else self.value(chosen)

    @override
    def value(self, kept: Any) -> str:
        chosen = kept["value"] if isinstance(kept, Mapping) else kept
        return chosen if isinstance(chosen, str) and chosen.startswith(self.coined) else super().value(chosen)

    @override
    def finished(self, kept: Any) -> bool:
        return not isinstance(kept, Mapping) or "value" in kept


def one_of_many(
    ask: Ask, key: str, question: str, people: Sequence[Choice], besides: Sequence[Choice], refusal: str, find: Callable[[str], str | None],
    known: frozenset[str] = frozenset(), apart: Apart = lambda text: (text, None), coined: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """The value of one of ``people`` or ``besides``. After the last page comes the first.

    ``find``: the value of whom these words name, if it can be only one; ``known``: values that words may name though nobody lists them.
    ``apart``: takes what else is said off the words; it is kept until somebody is chosen, and ``said_besides`` tells it.
    ``coined``: how the values begin that ``find`` may give though nobody lists them.
    """
    kept, pages = ask.kept(key), max(1, -(-len(people) // PAGE))
    page = kept.get("page", 0) % pages if isinstance(kept, Mapping) else 0
    shown = (*people[page * PAGE : (page + 1) * PAGE], *besides, *([_MORE] if pages > 1 else []))
    values = known | {c.value for c in (*people, *besides)}
    return ask(key, question + vi.page_of(page, pages), _OnAPage(shown, refusal, values, find=find, apart=apart, after=page + 1, coined=coined))


def said_besides(ask: Ask, key: str) -> Any:
    """What was said beside a name at this question; None: nothing."""
    kept = ask.kept(key)
    return kept.get("besides") if isinstance(kept, Mapping) else None
