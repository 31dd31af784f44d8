"""Settings, frozen, from the environment (prefix DANVAN_) and a .env file; every bad one is reported at once, secrets never shown."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "DANVAN_"
_ZALO_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}:[^\s:;|]+")  # a second colon: two tokens, parted by what is no comma
_TELEGRAM_TOKEN = re.compile(r"[0-9]+:[^\s:;,|]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """What an office may set; the names are documented in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", frozen=True, extra="ignore")

    database_url: SecretStr = SecretStr("")
    data_dir: Path = Path("data")
    listen: str = "127.0.0.1:8080"
    public_url: str = ""
    timezone: Literal["Asia/Ho_Chi_Minh"] = "Asia/Ho_Chi_Minh"
    key_file: Path | None = None
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_secret: SecretStr = SecretStr("")
    telegram_replies: Literal["call", "response"] = "call"
    telegram_per_second: float = Field(30.0, gt=0, le=100_000)
    telegram_proxy: SecretStr = SecretStr("")  # it may hold a password
    zalo_bot_tokens: SecretStr = SecretStr("")
    zalo_bot_links: str = ""
    zalo_bot_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_bot_mode: Literal["polling", "webhook"] = "polling"
    zalo_bot_secret: SecretStr = SecretStr("")
    clock_file: Path | None = None

    @field_validator("telegram_api_url", "zalo_bot_api_url", "public_url")
    @classmethod
    def _a_url(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("must be a whole address, beginning with http:// or https://")
        return value.rstrip("/")

    @field_validator("telegram_proxy")
    @classmethod
    def _a_proxy(cls, value: SecretStr) -> SecretStr:
        return SecretStr(cls._a_url(value.get_secret_value()))

    @field_validator("telegram_token")
    @classmethod
    def _a_token(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("must be one token that looks like 123456:ABC-def, as @BotFather gives it")
        return value

    @field_validator("telegram_secret")
    @classmethod
    def _a_secret(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("must be 1 to 256 of A-Z a-z 0-9 _ -")
        return value

    @field_validator("zalo_bot_tokens")
    @classmethod
    def _tokens(cls, value: SecretStr) -> SecretStr:
        tokens = _parts(value.get_secret_value())
        if not all(_ZALO_TOKEN.fullmatch(token) for token in tokens):
            raise ValueError("must look like 12345689:abc-xyz, as Zalo Bot Creator sends them; several are parted by commas, nothing else")
        if len({token.partition(":")[0] for token in tokens}) != len(tokens):
            raise ValueError("names one bot twice")
        return value

    @field_validator("zalo_bot_links")
    @classmethod
    def _links(cls, value: str) -> str:
        for link in _parts(value):
            cls._a_url(link)
            if link.count("://") > 1 or re.search(r"\s", link):
                raise ValueError("must be whole addresses, parted by commas, nothing else")
        return value

    @field_validator("zalo_bot_secret")
    @classmethod
    def _a_zalo_secret(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not (_SECRET.fullmatch(value.get_secret_value()) and len(value.get_secret_value()) >= 8):
            raise ValueError("must be 8 to 256 of A-Z a-z 0-9 _ -")
        return value

    @field_validator("listen")
    @classmethod
    def _an_address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise ValueError("must be host:port, as 127.0.0.1:8080")
        return value

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @model_validator(mode="after")
    def _together(self) -> Settings:
        problems = [*self._hook_problems("TELEGRAM", self.telegram_mode, self.telegram_token, self.telegram_secret)]
        problems += self._hook_problems("ZALO_BOT", self.zalo_bot_mode, self.zalo_bot_tokens, self.zalo_bot_secret)
        if self.zalo_bot_links and len(_parts(self.zalo_bot_links)) != len(self.zalo_bots):
            problems.append("DANVAN_ZALO_BOT_LINKS must have one link for each of DANVAN_ZALO_BOT_TOKENS, in the same order")
        used = [(self.telegram_api_url, self.telegram_token), (self.zalo_bot_api_url, self.zalo_bot_tokens)]
        if self.clock_file and any(urlsplit(url).hostname not in _LOOPBACK for url, token in used if token.get_secret_value()):
            problems.append("DANVAN_CLOCK_FILE is for trials only: every API address must be on this machine (127.0.0.1)")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _hook_problems(self, name: str, mode: str, token: SecretStr, secret: SecretStr) -> list[str]:
        if mode != "webhook" or not token.get_secret_value():
            return []
        problems = []
        if not self.public_url:
            problems.append(f"DANVAN_{name}_MODE=webhook needs DANVAN_PUBLIC_URL, the address the platform reaches this machine by")
        if not secret.get_secret_value():
            problems.append(f"DANVAN_{name}_MODE=webhook needs DANVAN_{name}_SECRET, a long random word of A-Z a-z 0-9 _ -")
        return problems

    @property
    def zalo_bots(self) -> list[tuple[str, str]]:
        """Each Zalo bot's (token, link to its chat); "" for a link nobody has set."""
        tokens = _parts(self.zalo_bot_tokens.get_secret_value())
        return list(zip(tokens, _parts(self.zalo_bot_links) or [""] * len(tokens), strict=False))

    @property
    def database(self) -> str:
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir}/dan-van.db"

    @property
    def key_path(self) -> Path:
        return self.key_file or self.data_dir / "key"

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def warnings(self) -> list[str]:
        """What will not work as it is set, though it may start."""
        found = []
        if not self.telegram_token.get_secret_value() and not self.zalo_bots:
            found.append("neither DANVAN_TELEGRAM_TOKEN nor DANVAN_ZALO_BOT_TOKENS: nobody can talk to the bot; `make demo` shows it without one")
        if self.zalo_bots and not self.zalo_bot_links:
            found.append("no DANVAN_ZALO_BOT_LINKS: invitations cannot name the Zalo bot to open")
        if not self.public_url:
            found.append("no DANVAN_PUBLIC_URL: webhooks will not work, and on Zalo pictures and files are to be had at the office only")
        elif urlsplit(self.public_url).scheme == "http" and urlsplit(self.public_url).hostname not in _LOOPBACK:
            found.append("DANVAN_PUBLIC_URL begins with http://: Telegram and Zalo call and fetch from https:// addresses only")
        known = {PREFIX + name.upper() for name in type(self).model_fields} | {PREFIX + "CI"}
        strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
        return found + [f"{name} is no setting of this program: a slip of the pen?" for name in strange]


def _parts(listed: str) -> list[str]:
    return [part for part in (p.strip() for p in listed.split(",")) if part]


class BadSettings(Exception):
    """Every variable that cannot be used, one line each."""


def load(**overrides: Any) -> Settings:
    """The settings as they stand now; BadSettings names every bad variable, never a secret's value."""
    try:
        return Settings(**overrides)
    except ValidationError as e:
        wrong = e.errors(include_input=False, include_url=False)
    lines = [_line(error) for error in wrong]
    defaults = {str(error["loc"][0]): Settings.model_fields[str(error["loc"][0])].default for error in wrong if error["loc"]}
    if defaults:  # what does not go together is looked for with the rest as if it were well
        try:
            Settings(**(overrides | defaults))
        except ValidationError as e:
            lines += [_line(error) for error in e.errors(include_input=False, include_url=False)]
    raise BadSettings("\n".join(lines))


def _line(error: Any) -> str:
    name = PREFIX + "_".join(str(x) for x in error["loc"]).upper() if error["loc"] else PREFIX + "*"
    return f"{name}: {error['msg'].removeprefix('Value error, ')}"
