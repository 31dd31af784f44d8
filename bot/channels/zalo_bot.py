"""Zalo Bot: plain HTTP, no buttons, nothing uploaded. What a poll is answered comes no second time, so it is held until it is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import structlog

from bot.channels.agreed import bears
from bot.channels.plain import as_text
from bot.channels.zalo_bot_http import BAD_REQUEST, NOTHING_NEW, OUR_TROUBLE, QUOTA, Api, Refused, Trouble, send_failed
from bot.channels.zalo_bot_media import download
from bot.channels.zalo_bot_updates import identity, read
from bot.talk import Allowance, Incoming, Links, Outgoing, Piece, SendFailed, Take, Words

log = structlog.get_logger(__name__)

LONGEST = 2000  # characters of a text or caption
POLL = 30  # seconds a poll waits for something to come
LONGEST_PAUSE = 30.0  # seconds between tries to be heard at all
FIRST_REST, LONGEST_REST = 60.0, 3600.0  # seconds after "quota exceeded", which may mean a moment or the month
_REMEMBERED = 1000  # updates


class _TokenRefused(Exception):
    """Zalo does not know the token: nothing will work until the setting is changed."""


class ZaloBot:
    """One bot account.

    ``links``: addresses by which Zalo fetches our pictures, and people their files; None: this machine has none.
    ``webhook_url``: where Zalo brings updates in webhook mode; without it the webhook must have been set by hand.
    """

    name = "zalo_bot"
    allowance = Allowance(1900, per_second=5.0, a_month=3000, people=50)  # no rate is published: five is our own caution

    def __init__(
        self,
        token: str,
        api_url: str,
        words: Words,
        links: Links | None,
        mode: Literal["polling", "webhook"],
        secret: str = "",
        webhook_url: str = "",
        link: str = "",
    ) -> None:
        self.account = token.partition(":")[0]
        self.allowance = replace(self.allowance, pictures=bool(links and links.picture("")))
        self.hook = f"zalo-bot/{self.account}"
        self.link = link
        self.first_pause = 1.0  # seconds after a first failure of the way in; doubles up to LONGEST_PAUSE
        self.floor = 1.0  # seconds between polls that bring nothing new
        self.last_moment = 5.0  # seconds at the end for what has come to reach the disk
        self._words, self._links, self._mode, self._secret, self._webhook_url = words, links, mode, secret, webhook_url
        self._api = Api(api_url, token)
        self._listening: asyncio.Task[None] | None = None
        self._handing_over: asyncio.Task[None] | None = None
        self._known: dict[str, None] = {}  # what came, in order, for some servers bring it again at every poll
        self._trouble_told = False
        self._rest, self._rested_at = 0.0, 0.0  # seconds; by the loop's clock
        self._refused: set[str] = set()  # chats to which nothing more was taken since the last success

    def read(self, update: Any) -> Incoming | None:
        return read(update, self.account)

    def verify(self, headers: Mapping[str, str]) -> bool:
        """Whether a webhook call bears the secret agreed with Zalo; never when none is configured."""
        return bears(headers, "X-Bot-Api-Secret-Token", self._secret)

    async def start(self, take: Take) -> str:
        ready, refused = False, ""
        try:
            ready = await self._prepared()
        except _TokenRefused as why:
            refused, self._trouble_told = str(why), True
        self._listening = asyncio.create_task(self._listen(take, ready))
        return refused

    async def stored(self, said: Incoming) -> None:
        """Zalo wants to hear nothing of it."""

    async def fetch(self, piece: Piece) -> bytes:
        """From its public address, whose life is not told: the sooner the better."""
        return await download(self._api.session, piece.ref, self._api.url)

    async def send(self, out: Outgoing) -> str:
        method, content = self._message(out)
        began = asyncio.get_running_loop().time()
        try:
            sent = await self._sent(out, method, content)
        except Trouble as trouble:
            failed = self._failed(trouble, out.peer.chat, began)
        else:
            self._rest, self._trouble_told = 0.0, False
            self._refused.clear()
            return str(sent.get("message_id", "")) if isinstance(sent, dict) else ""
        raise failed

    async def _sent(self, out: Outgoing, method: str, content: dict[str, Any]) -> Any:
        """A picture that Zalo could not fetch is at least spoken of."""
        try:
            return await self._api.call(method, chat_id=out.peer.chat, **content)
        except Refused as refused:
            if method != "sendPhoto" or refused.code != BAD_REQUEST:
                raise
        return await self._api.call("sendMessage", chat_id=out.peer.chat, text=self._without_picture(out))

    async def stop_listening(self) -> None:
        """A poll under way is broken off; what has come already is lost unless it reaches the disk now."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})
            self._listening = None
        if self._handing_over is not None:
            _, late = await asyncio.wait({self._handing_over}, timeout=self.last_moment)
            self._handing_over = None
            for task in late:
                task.cancel()
                log.error("an update could not be kept and is lost", account=self.account)

    async def close(self) -> None:
        await self.stop_listening()
        await self._api.close()

    # ---- the way out

    def _message(self, out: Outgoing) -> tuple[str, dict[str, Any]]:
        """Method and content. Pictures go as addresses; where there are none, and for files, a sentence says where they wait."""
        if out.photos and (picture := self._links.picture(out.photos[0]) if self._links else ""):
            caption = self._text(out)
            return "sendPhoto", {"photo": picture} | ({"caption": caption} if caption else {})
        if out.photos:
            return "sendMessage", {"text": self._without_picture(out)}
        if out.files:
            document = out.files[0]
            waiting = self._words.a_file(document.title, self._links.document(document, out.peer) if self._links else "")
            return "sendMessage", {"text": self._with(out, waiting)}
        return "sendMessage", {"text": self._text(out)}

    def _without_picture(self, out: Outgoing) -> str:
        return self._with(out, self._words.a_file("", ""))

    def _with(self, out: Outgoing, line: str) -> str:
        return self._text(replace(out, text="\n".join(part for part in (out.text, line) if part)))

    def _text(self, out: Outgoing) -> str:
        return as_text(out, self._words, LONGEST)

    def _failed(self, trouble: Trouble, chat: str, began: float) -> SendFailed:
        failed = send_failed(trouble)
        if isinstance(trouble, Refused) and trouble.code == QUOTA:
            self._refused.add(chat)
            failed.after = self._longer_rest(began) if len(self._refused) > 1 else None  # one alone may be the fifty-first person
            log.warning("zalo takes no more messages for now: this month's may be used up", account=self.account, seconds=failed.after)
        elif isinstance(trouble, Refused) and trouble.code in OUR_TROUBLE:
            self._tell_trouble(str(trouble))
        return failed

    def _longer_rest(self, began: float) -> float:
        """Twice the last one; but messages that were under way together are refused together, and that counts once."""
        if began >= self._rested_at or not self._rest:
            self._rest = min(max(2 * self._rest, FIRST_REST), LONGEST_REST)
            self._rested_at = asyncio.get_running_loop().time()
        return self._rest

    def _tell_trouble(self, why: str) -> None:
        """Once, until a message goes again."""
        if not self._trouble_told:
            log.error("zalo refuses us: check DANVAN_ZALO_BOT_TOKENS and DANVAN_ZALO_BOT_API_URL", account=self.account, why=why)
        self._trouble_told = True

    # ---- the way in

    async def _prepared(self) -> bool:
        """Whether Zalo knows us and will bring updates the way we want them; False: not now."""
        try:
            await self._api.call("getMe")
        except Refused as refused:
            if refused.code in OUR_TROUBLE:
                why = f"Zalo refuses the token of bot {self.account}: check DANVAN_ZALO_BOT_TOKENS (and DANVAN_ZALO_BOT_API_URL)"
                raise _TokenRefused(why) from None
            log.warning("zalo does not answer as it should", account=self.account, why=str(refused))
            return False
        except Trouble as trouble:
            log.warning("zalo cannot be reached", account=self.account, why=str(trouble))
            return False
        return await self._agreed_on_the_way()

    async def _agreed_on_the_way(self) -> bool:
        try:
            if self._mode == "polling":
                await self._api.call("deleteWebhook")
            elif self._webhook_url:
                self._look_at_probe(await self._api.call("setWebhook", url=self._webhook_url, secret_token=self._secret))
        except Trouble as trouble:
            log.error("zalo does not agree on how updates come", account=self.account, mode=self._mode, why=str(trouble))
            return False
        return True

    def _look_at_probe(self, agreed: Any) -> None:
        """Zalo tries the address at once, and keeps it whatever came of that."""
        probe = agreed.get("verification") if isinstance(agreed, dict) else None
        if isinstance(probe, dict) and not probe.get("ok", True):
            outcome, hint = (self._shown(probe.get(told, "")) for told in ("outcome", "hint"))
            log.warning("zalo tried our webhook in vain", account=self.account, outcome=outcome, hint=hint)

    def _shown(self, told: Any) -> str:
        shown = self._api.without_token(told)
        return shown.replace(self._secret, "...") if self._secret else shown

    async def _listen(self, take: Take, ready: bool) -> None:
        """Whatever goes wrong, it begins anew: a webhook that somebody has set meanwhile is removed by that too."""
        pause = self.first_pause
        while not (ready and self._mode == "webhook"):
            if ready and await self._poll(take):
                pause = self.first_pause
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            try:
                ready = await self._prepared()
            except _TokenRefused as refused:
                ready = False
                self._tell_trouble(str(refused))

    async def _poll(self, take: Take) -> bool:
        """Asks until there is trouble; whether all was well before."""
        well, clock = False, asyncio.get_running_loop().time
        while True:
            began = clock()
            came = await self._came()
            if came is None:
                return well
            well = True
            if not await self._kept(take, came):
                await asyncio.sleep(began + self.floor - clock())

    async def _came(self) -> list[Any] | None:
        """What came, which is one at a time; None when there is trouble."""
        try:
            update = await self._api.call("getUpdates", patience=POLL + 10.0, timeout=POLL)
        except Trouble as trouble:
            if isinstance(trouble, Refused) and trouble.code in NOTHING_NEW:
                return []
            log.warning("zalo was asked for updates in vain", account=self.account, why=str(trouble))
            return None
        return [update] if update else []

    async def _kept(self, take: Take, came: list[Any]) -> bool:
        """Puts on disk what is new; whether anything was."""
        fresh = [update for update in came if identity(update) not in self._known]
        for update in fresh:
            self._handing_over = asyncio.create_task(self._hand_over(take, update))
            await asyncio.shield(self._handing_over)
            self._known[identity(update)] = None
            if len(self._known) > _REMEMBERED:
                del self._known[next(iter(self._known))]
        return bool(fresh)

    async def _hand_over(self, take: Take, update: Any) -> None:
        """Until it is on disk: Zalo has forgotten it."""
        pause = self.first_pause
        while True:
            (took,) = await asyncio.gather(take(self, update), return_exceptions=True)
            if took is True:
                return
            if isinstance(took, BaseException):
                log.error("an update was not taken", account=self.account, where=type(took).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
