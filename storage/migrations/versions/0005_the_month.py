"""The monthly check-in: questionnaires, the days of a unit's month, who was expected to answer, what they answered and corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "form",
        sa.Column("id", _big(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", "number", name=op.f("uq_form_key_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_days",
        sa.Column("unit", _big(), nullable=False),
        sa.Column("cutoff", sa.Integer(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("province", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_report_days_unit")),
        sa.PrimaryKeyConstraint("unit"),
    )
    op.create_table(
        "checkin",
        sa.Column("id", _big(), nullable=False),
        sa.Column("unit", _big(), nullable=False),
        sa.Column("block", _big(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("form", _big(), nullable=False),
        sa.Column("first_day", sa.String(), nullable=False),
        sa.Column("last_day", sa.String(), nullable=False),
        sa.Column("due_day", sa.String(), nullable=False),
        sa.Column("block_due_day", sa.String(), nullable=False),
        sa.Column("state", sa.String(), server_default="chua_nop", nullable=False),
        sa.Column("submitted_at", sa.Float(), nullable=True),
        sa.Column("submitted_by", _big(), nullable=True),
        sa.Column("entered_by", _big(), nullable=True),
        sa.Column("late", sa.Integer(), server_default="0", nullable=False),
        sa.Column("whole", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reminded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("corrections", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["block"], ["unit.id"], name=op.f("fk_checkin_block")),
        sa.ForeignKeyConstraint(["form"], ["form.id"], name=op.f("fk_checkin_form")),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_checkin_unit")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("unit", "month", name=op.f("uq_checkin_unit_month")),
        sqlite_autoincrement=True,
    )
    op.create_index("checkin_month", "checkin", ["month", "block"], unique=False)
    op.create_table(
        "checkin_answer",
        sa.Column("checkin", _big(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("number", _big(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("person", _big(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["checkin"], ["checkin.id"], name=op.f("fk_checkin_answer_checkin")),
        sa.PrimaryKeyConstraint("checkin", "field"),
    )
    op.create_table(
        "checkin_correction",
        sa.Column("id", _big(), nullable=False),
        sa.Column("checkin", _big(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("person", _big(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["checkin"], ["checkin.id"], name=op.f("fk_checkin_correction_checkin")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("checkin", "number", name=op.f("uq_checkin_correction_checkin_number")),
        sqlite_autoincrement=True,
    )
