"""Every table, one module a room. Times are epoch seconds, UTC."""

from __future__ import annotations

from storage.tables.base import DUE_JOB, OPEN_DRAFT, OPEN_IN, OPEN_OUT, WAITING_NOTICE, WANTED, meta
from storage.tables.cases import incident, incident_event
from storage.tables.machine import bot, counter, job, lease
from storage.tables.people import account, consent, contact, invitation, pairing, person, role, unit, wrong_code
from storage.tables.talks import conversation, draft, offer
from storage.tables.traffic import attachment, inbox, notice, outbox

__all__ = [
    "DUE_JOB",
    "OPEN_DRAFT",
    "OPEN_IN",
    "OPEN_OUT",
    "WAITING_NOTICE",
    "WANTED",
    "account",
    "attachment",
    "bot",
    "consent",
    "contact",
    "conversation",
    "counter",
    "draft",
    "inbox",
    "incident",
    "incident_event",
    "invitation",
    "job",
    "lease",
    "meta",
    "notice",
    "offer",
    "outbox",
    "pairing",
    "person",
    "role",
    "unit",
    "wrong_code",
]
