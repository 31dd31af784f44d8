"""The block's month: how far it is, the words of teams that a person has released, its meeting, targets and models."""

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
        sa.Column("changes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kept", sa.Text(), nullable=True),
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
        sa.Column("seen", sa.Text(), server_default="[]", nullable=False),
        sa.Column("person", _big(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_released_unit")),
        sa.PrimaryKeyConstraint("unit", "month", "field"),
    )
    op.add_column("report_days", sa.Column("meeting", sa.Integer(), nullable=True))
    op.create_table(
        "target_value",
        sa.Column("unit", _big(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("person", _big(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_target_value_unit")),
        sa.PrimaryKeyConstraint("unit", "target", "year"),
    )
    op.create_table(
        "model",
        sa.Column("id", _big(), nullable=False),
        sa.Column("commune", _big(), nullable=False),
        sa.Column("unit", _big(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person", _big(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["unit.id"], name=op.f("fk_model_commune")),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_model_unit")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("commune", "number", name=op.f("uq_model_commune_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "model_step",
        sa.Column("id", _big(), nullable=False),
        sa.Column("model", _big(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("photo", _big(), nullable=True),
        sa.Column("person", _big(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["model"], ["model.id"], name=op.f("fk_model_step_model")),
        sa.ForeignKeyConstraint(["photo"], ["attachment.id"], name=op.f("fk_model_step_photo")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("model_step_model", "model_step", ["model", "id"], unique=False)
