"""The life of a case: by when, to whom it was given, how far up its delay was told; events that group cases; what an office sets about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "episode",
        sa.Column("id", _big(), nullable=False),
        sa.Column("commune", _big(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opened_at", sa.Float(), nullable=False),
        sa.Column("opened_by", _big(), nullable=False),
        sa.Column("closed_at", sa.Float(), nullable=True),
        sa.Column("happened", sa.Text(), server_default="", nullable=False),
        sa.Column("judged", sa.Text(), server_default="", nullable=False),
        sa.Column("wanted", sa.Text(), server_default="", nullable=False),
        sa.Column("written_at", sa.Float(), nullable=True),
        sa.Column("written_by", _big(), nullable=True),
        sa.ForeignKeyConstraint(["commune"], ["unit.id"], name=op.f("fk_episode_commune")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_commune"), ["commune"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("id", _big(), nullable=False),
        sa.Column("unit", _big(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_deadline_unit")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("unit", "kind", "level", "what", name=op.f("uq_deadline_unit_kind_level_what")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_unit"), ["unit"], unique=False)
    op.create_table(
        "office_hours",
        sa.Column("unit", _big(), nullable=False),
        sa.Column("spans", sa.String(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_office_hours_unit")),
        sa.PrimaryKeyConstraint("unit"),
    )
    op.create_table(
        "day_off",
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("date"),
    )
    op.create_table(
        "canned_answer",
        sa.Column("id", _big(), nullable=False),
        sa.Column("unit", _big(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_canned_answer_unit")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("canned_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canned_answer_unit"), ["unit"], unique=False)
    op.create_table(
        "retention",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "what"),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("office", sa.String(), server_default="", nullable=False))
        for name in ("due_at", "accepted_at", "moved_at", "rung_at", "reminded_at", "asked_at", "told_at", "level_at", "watch_at", "erased_at"):
            batch_op.add_column(sa.Column(name, sa.Float(), nullable=True))
        for name in ("rung", "asked", "crowd", "looks"):
            batch_op.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
        for name in ("episode", "merged_into", "entered_by"):
            batch_op.add_column(sa.Column(name, _big(), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_incident_{name}"), [name], unique=False)
        batch_op.add_column(sa.Column("folded", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_incident_watch_at"), ["watch_at"], unique=False)
    with op.batch_alter_table("incident_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("internal", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("whom", _big(), nullable=True))
        batch_op.add_column(sa.Column("office", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("until", sa.Float(), nullable=True))
    with op.batch_alter_table("notice", schema=None) as batch_op:
        untold = sa.text("state IN ('waiting','unreachable')")
        batch_op.create_index("notice_about", ["act_on"], unique=False, sqlite_where=untold, postgresql_where=untold)
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE notice ALTER COLUMN once TYPE VARCHAR COLLATE "C"')
    _carry_over()


def _carry_over() -> None:
    """What can be read from the timelines there are; the clock looks at every open case at once."""
    op.execute(
        "UPDATE incident SET accepted_at = (SELECT min(at) FROM incident_event WHERE incident_event.incident = incident.id "
        "AND incident_event.what = 'da_nhan')"
    )
    op.execute("UPDATE incident SET moved_at = updated_at WHERE status = 'da_nhan'")
    op.execute("UPDATE incident SET watch_at = updated_at WHERE status IN ('moi', 'da_nhan')")
    _make_searchable()


def _make_searchable() -> None:
    """The texts as they are searched; the rule is written down here as it was, for the product's may change."""
    import unicodedata

    db = op.get_bind()
    for row, told in db.execute(sa.text("SELECT id, text FROM incident WHERE text <> ''")).all():
        bare = "".join(c for c in unicodedata.normalize("NFD", told.casefold().replace(chr(0x111), "d")) if not unicodedata.combining(c))
        db.execute(sa.text("UPDATE incident SET folded = :bare WHERE id = :row"), {"bare": " ".join(bare.split()), "row": row})
