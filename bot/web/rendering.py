"""What the pages for one person have in common: their headers, their style, and how a template is filled."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from messages_vi import files as words

if TYPE_CHECKING:
    from jinja2 import Template

_HERE = Path(__file__).parent
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def style(_request: web.Request) -> web.Response:
    css = await asyncio.to_thread((_HERE / "static" / "files.css").read_bytes)
    return web.Response(body=css, content_type="text/css", charset="utf-8", headers={**HEADERS, "Cache-Control": "max-age=3600"})


def filled(template: str, **values: Any) -> str:
    """The template of this name; whatever a person wrote is escaped. Blocking."""
    return _template(template).render(language=words.LANGUAGE, assistant=words.FROM, **values)


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow to import, and a start does not need it

    return Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined).get_template(name)
