"""The block's month: how far it is, and the words of teams that a person has released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "month_step",
        sa.Column("id", _big(), nullable=False),
        sa.Column("unit", _big(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("person", _big(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_month_step_unit")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("month_step_unit", "month_step", ["unit", "month", "id"], unique=False)
    op.create_table(
        "released",
        sa.Column("unit", _big(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("taken", sa.Text(), server_default="[]", nullable=False),
        sa.Column("replies", sa.Text(), server_default="{}", nullable=False),
        sa.Column("person", _big(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_released_unit")),
        sa.PrimaryKeyConstraint("unit", "month", "field"),
    )
