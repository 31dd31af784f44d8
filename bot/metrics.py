"""What is counted for the operator; served at /metrics to this machine only."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

UPDATES = Counter("danvan_updates", "Updates by what became of them at the door", ["channel", "fate"])
REFUSED = Counter("danvan_webhook_refused", "Webhook posts with a missing or forged secret", ["channel"])
SENT = Counter("danvan_sends", "Attempts to send by outcome", ["channel", "outcome"])
JOBS = Counter("danvan_jobs", "Jobs of the clock by outcome", ["kind", "outcome"])
MEDIA = Counter("danvan_media", "Pictures and voice notes fetched or lost", ["outcome"])
WAITING = Gauge("danvan_arrivals_waiting", "Updates not yet on disk")
MESSAGES = Gauge("danvan_bot_messages", "Messages sent this month by a bot that may send so many", ["channel", "account"])
PEOPLE = Gauge("danvan_bot_people", "People who have written to a bot that may have so many", ["channel", "account"])
