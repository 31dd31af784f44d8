"""The secret agreed with a platform, by which its webhook calls are known."""

from __future__ import annotations

import hmac
from collections.abc import Mapping


def bears(headers: Mapping[str, str], name: str, secret: str) -> bool:
    """Whether a webhook call bears the secret in the header of this name; never when no secret is configured."""
    told = headers.get(name, "")
    return bool(secret) and hmac.compare_digest(told.encode(errors="surrogateescape"), secret.encode())
