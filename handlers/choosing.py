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
_MORE = Choice("more", vi.MORE, vi.TYPE_MORE)


@dataclass(frozen=True)
class _OnAPage(one_of):
    """Kept is who was chosen, or which page they want to see."""

    find: Callable[[str], str | None] = field(default=lambda _text: None)
    after: int = 0  # the page that comes next

    @override
    def hear(self, said: Said, before: Any) -> Any:
        return {"page": self.after} if said.choice == _MORE.value else self.value(said.choice or self.find(said.text))

    @override
    def finished(self, kept: Any) -> bool:
        return not isinstance(kept, Mapping)


def one_of_many(
    ask: Ask, key: str, question: str, people: Sequence[Choice], besides: Sequence[Choice], refusal: str, find: Callable[[str], str | None],
    known: frozenset[str] = frozenset(),
) -> str:  # fmt: skip
    """The value of one of ``people`` or ``besides``. After the last page comes the first.

    ``find``: the value of whom these words name, if it can be only one; ``known``: values that words may name though nobody lists them.
    """
    kept, pages = ask.kept(key), max(1, -(-len(people) // PAGE))
    page = kept["page"] % pages if isinstance(kept, Mapping) else 0
    shown = (*people[page * PAGE : (page + 1) * PAGE], *besides, *([_MORE] if pages > 1 else []))
    values = known | {c.value for c in (*people, *besides)}
    return ask(key, question + vi.page_of(page, pages), _OnAPage(shown, refusal, values, find=find, after=page + 1))
