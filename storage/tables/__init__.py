"""Every table, one module a room. Times are epoch seconds, UTC."""

from __future__ import annotations

from storage.tables.base import DUE_JOB, OPEN_DRAFT, OPEN_IN, OPEN_OUT, UNSEALED, UNTOLD_NOTICE, WAITING_NOTICE, WAITING_REQUEST, WANTED, meta
from storage.tables.cases import canned_answer, day_off, deadline, episode, incident, incident_event, office_hours, retention
from storage.tables.machine import audit, bot, counter, job, lease
from storage.tables.months import checkin, checkin_answer, checkin_correction, form, month_step, released, report_days
from storage.tables.people import absence, account, consent, invitation, pairing, person, request, rights_request, role, wrong_code
from storage.tables.places import contact, succession, unit, unit_event, unit_version
from storage.tables.talks import conversation, draft, offer
from storage.tables.targets import model, model_step, target_value
from storage.tables.traffic import attachment, inbox, notice, outbox

__all__ = [
    "DUE_JOB",
    "OPEN_DRAFT",
    "OPEN_IN",
    "OPEN_OUT",
    "UNSEALED",
    "UNTOLD_NOTICE",
    "WAITING_NOTICE",
    "WAITING_REQUEST",
    "WANTED",
    "absence",
    "account",
    "attachment",
    "audit",
    "bot",
    "canned_answer",
    "checkin",
    "checkin_answer",
    "checkin_correction",
    "consent",
    "contact",
    "conversation",
    "counter",
    "day_off",
    "deadline",
    "draft",
    "episode",
    "form",
    "inbox",
    "incident",
    "incident_event",
    "invitation",
    "job",
    "lease",
    "meta",
    "model",
    "model_step",
    "month_step",
    "notice",
    "offer",
    "office_hours",
    "outbox",
    "pairing",
    "person",
    "released",
    "report_days",
    "request",
    "retention",
    "rights_request",
    "role",
    "succession",
    "target_value",
    "unit",
    "unit_event",
    "unit_version",
    "wrong_code",
]
