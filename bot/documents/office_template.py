"""A Word template that an office may have edited, filled in: named words, conditions and loops over lists, nothing else, and within bounds.

Whoever may upload one could otherwise make this process run for ever, or read what it can read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from typing_extensions import override

if TYPE_CHECKING:
    from docx.document import Document

MOST_BYTES, _MOST_UNPACKED, _MOST_PARTS = 5_000_000, 30_000_000, 500
_MOST_TAGS, _MOST_LETTERS = 300, 1_000_000  # of a part with placeholders; each may be searched for to the end of it
_MOST_ROUNDS, _MOST_MADE = 200_000, 30_000_000  # of all loops; characters of a part that is made
_FILTERS = ("upper", "lower", "capitalize", "trim", "length", "first", "last", "default", "join")
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.For, nodes.If),
    *(nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Keyword, nodes.Test),
)
_XML = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_MARKUP, _TAG_IN_MARKUP = re.compile("<[^>]*>"), re.compile(r"<[^<>]*\{[{%#]")
_TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_HALF_TAG = re.compile(r"\{[{%#]|[%}]\}")
_STATEMENT = re.compile(r"\{%[-+]?\s*(?:(?:p|tr|tc|r)\s+)?(\w+)")
_STATEMENTS = frozenset({"for", "endfor", "if", "elif", "else", "endif"})
_FETCHING = re.compile(r"\b(INCLUDE\w*|DDE\w*|LINK|DATABASE|MACROBUTTON|AUTOTEXT)\b", re.IGNORECASE)  # fields that bring in something from elsewhere
_ALIEN = frozenset({"afchunk", "subdocument", "oleobject", "package", "control", "frame", "vbaproject"})  # relationships
_NO_WORD = "this is no Word document (.docx), or it is damaged"
# RuntimeError is what zipfile raises at a version, a packing or a key that it does not know
_DAMAGE = (zipfile.BadZipFile, zlib.error, expat.ExpatError, RuntimeError, EOFError, OSError, ValueError, LookupError)
# and these, libraries at a document that lacks what each has; SyntaxError: too deep a nesting, or XML that is none
_ODD = (*_DAMAGE, AttributeError, TypeError, SyntaxError)


class FaultyTemplate(ValueError):
    """What is wrong with it, in one line of plain English, for whoever edits it."""


def filled(template: bytes, words: Mapping[str, Any], finish: Callable[[Document], None]) -> bytes:
    """A DOCX file. ``words``: what stands for the placeholders, texts, lists and dicts; ``finish`` touches it up before it is saved.

    Raises FaultyTemplate.
    """
    _look_through(template)
    out = io.BytesIO()
    try:
        made = _template()(io.BytesIO(template))
        made.render(words, _Office())
        finish(made.docx)
        made.save(out)
    except FaultyTemplate:
        raise
    except TemplateError as wrong:
        raise FaultyTemplate(_said(wrong)) from None
    except _ODD:
        raise FaultyTemplate(_NO_WORD) from None
    return out.getvalue()


def _said(wrong: TemplateError) -> str:
    near = ""
    if isinstance(wrong, TemplateSyntaxError) and wrong.source:
        line = wrong.source.splitlines()[wrong.lineno - 1 : wrong.lineno]
        near = _MARKUP.sub("", "".join(line)).strip()
    return " ".join(f"{wrong.message or 'a placeholder is wrong'}{f', near: {near[:100]}' if near else ''}".split())


# the file ------------------------------------------------------------------------------------------------------------
def _look_through(template: bytes) -> None:
    if len(template) > MOST_BYTES:
        raise FaultyTemplate(f"the file is bigger than {MOST_BYTES // 1_000_000} MB: take out pictures")
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            parts = packed.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise FaultyTemplate(f"the file is bigger than {_MOST_UNPACKED // 1_000_000} MB when it is unpacked")
            for part in parts:  # one that says too little of itself breaks off, and is damaged
                _look_into(packed.read(part))
    except FaultyTemplate:
        raise
    except _DAMAGE:
        raise FaultyTemplate(_NO_WORD) from None


def _look_into(data: bytes) -> None:
    """Refuses what would bring in another file, and entities that swell."""
    if not _XML.match(data):
        return
    fields: list[str] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = tag.rpartition(":")[2]
        inside = name == "instrText"
        if name == "Relationship":
            _look_at_link(attributes)
        elif name == "fldSimple":
            fields.extend(attributes.values())

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.StartDoctypeDeclHandler = start, _refuse
    reader.CharacterDataHandler = lambda text: fields.append(text) if inside else None
    reader.EndElementHandler = lambda _: None
    reader.Parse(data, True)
    if found := _FETCHING.search("".join(fields)):
        raise FaultyTemplate(f"the field {found[0].upper()} brings in another file: paste its text instead")


def _refuse(*_: object) -> None:
    raise FaultyTemplate(_NO_WORD)


def _look_at_link(attributes: Mapping[str, str]) -> None:
    kind = attributes.get("Type", "").rpartition("/")[2]
    if kind.lower() in _ALIEN or (attributes.get("TargetMode", "").lower() == "external" and kind != "hyperlink"):
        raise FaultyTemplate(f"the document is linked to another file ({kind[:40]}): paste a picture or text instead")


# its placeholders ----------------------------------------------------------------------------------------------------
@cache
def _template() -> Any:
    from docxtpl import DocxTemplate  # slow to import

    class Checked(DocxTemplate):  # type: ignore[misc]  # ships no types
        """Looks at each part before its placeholders are unfolded, and once they are filled: broken XML would be mended by leaving things out."""

        def patch_xml(self, src_xml: str) -> str:
            _look_at_tags(src_xml)
            return str(super().patch_xml(src_xml))

        def render_xml_part(self, *args: Any) -> str:
            made = str(super().render_xml_part(*args))
            try:
                expat.ParserCreate().Parse(made, True)
            except expat.ExpatError:
                raise FaultyTemplate("a loop or condition begins and ends in different places: use {%p %}, {%tr %} or {%tc %} for both") from None
            return made

        def resolve_listing(self, xml: str) -> str:
            """Our words have no line ends that would have to become others."""
            return xml

        def render_properties(self, *args: Any) -> None:
            """Nothing is filled in there, nor in footnotes."""

        def render_footnotes(self, *args: Any) -> None:
            pass

    return Checked


def _look_at_tags(xml: str) -> None:
    """What is half a tag would be searched for from each place to the end."""
    if len(xml) > _MOST_LETTERS:
        raise FaultyTemplate("the text is too long for a template: save it anew, without tracked changes")
    text = _MARKUP.sub("", xml)
    if _TAG_IN_MARKUP.search(xml) or (half := _HALF_TAG.search(_TAG.sub("", text))):
        raise FaultyTemplate(f"a placeholder is not closed{_near(half) if half else ''}")
    tags = _TAG.findall(text)
    if len(tags) > _MOST_TAGS:
        raise FaultyTemplate(f"there are more than {_MOST_TAGS} placeholders")
    for tag in tags:
        if (found := _STATEMENT.match(tag)) and found[1] not in _STATEMENTS:
            raise FaultyTemplate(f"only for and if are understood, near: {tag[:100]}")


def _near(half: re.Match[str]) -> str:
    """From where it begins, or up to where it ends."""
    begins = half[0].startswith("{")
    around = half.string[half.start() : half.end() + 30] if begins else half.string[max(half.start() - 30, 0) : half.end()]
    return f", near: {around}"


class _Bounded(Template):
    @override
    def render(self, *args: Any, **kwargs: Any) -> str:
        return "".join(_within(self.generate(*args, **kwargs)))


def _within(pieces: Iterable[str]) -> Iterator[str]:
    made = 0
    for piece in pieces:
        made += len(piece)
        if made > _MOST_MADE:
            raise FaultyTemplate("the report would become too long: a loop stands in a loop that it does not belong to")
        yield piece


class _Office(ImmutableSandboxedEnvironment):
    """Of Jinja: no call, no sum, no setting; whatever is looped over is counted."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.template_class, self._rounds = _Bounded, 0
        self.globals = {}
        self.filters = {name: self.filters[name] for name in _FILTERS} | {"counted": self._counted}

    @override
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                raise TemplateSyntaxError("only names, for and if are understood", node.lineno)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
        return tree

    def _counted(self, things: Any) -> Iterator[Any]:
        if not isinstance(things, list | tuple):
            raise FaultyTemplate("a loop goes over something that is no list")
        for thing in things:
            self._rounds += 1
            if self._rounds > _MOST_ROUNDS:
                raise FaultyTemplate("the loops go round too often: a loop stands in a loop that it does not belong to")
            yield thing
