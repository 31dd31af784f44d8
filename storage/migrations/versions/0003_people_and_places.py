"""People and places: what was true of a place at any date, absences, requests to join, who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("object", sa.String(), server_default="", nullable=False),
        sa.Column("unit", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seal", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("place", name=op.f("uq_audit_place")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("audit_open", ["id"], unique=False, sqlite_where=sa.text("place IS NULL"), postgresql_where=sa.text("place IS NULL"))
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "unit_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("done_at", sa.Float(), nullable=True),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_event_on_date"), ["on_date"], unique=False)

    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stand_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_absence_person")),
        sa.ForeignKeyConstraint(["stand_in"], ["person.id"], name=op.f("fk_absence_stand_in")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_stand_in"), ["stand_in"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("invitation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("peer", sa.String(), nullable=True),
        sa.Column("asked_at", sa.Float(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_request_person")),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_request_unit")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_peer"), ["peer"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_unit"), ["unit"], unique=False)
        batch_op.create_index(
            "request_waiting",
            ["person", "unit", "role"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "rights_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("done_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_rights_request_person")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rights_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rights_request_person"), ["person"], unique=False)

    op.create_table(
        "succession",
        sa.Column("before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("after", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["after"], ["unit.id"], name=op.f("fk_succession_after")),
        sa.ForeignKeyConstraint(["before"], ["unit.id"], name=op.f("fk_succession_before")),
        sa.ForeignKeyConstraint(["event"], ["unit_event.id"], name=op.f("fk_succession_event")),
        sa.PrimaryKeyConstraint("before", "after", "event"),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_after"), ["after"], unique=False)

    op.create_table(
        "unit_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("parent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.String(), nullable=False),
        sa.Column("valid_to", sa.String(), nullable=True),
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["unit_event.id"], name=op.f("fk_unit_version_event")),
        sa.ForeignKeyConstraint(["parent"], ["unit.id"], name=op.f("fk_unit_version_parent")),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"], name=op.f("fk_unit_version_unit")),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unit_version", schema=None) as batch_op:
        batch_op.create_index("unit_version_unit", ["unit", "valid_from"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heard", sa.Float(), nullable=True))

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("title", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_attachment_person"), ["person"], unique=False)

    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_incident_holder"), ["holder"], unique=False)

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_at", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("revoked_at", sa.Float(), nullable=True))
        batch_op.create_index(batch_op.f("ix_invitation_person"), ["person"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.Float(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_phone"), ["phone"], unique=False)

    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("post", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))

    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE unit ALTER COLUMN path TYPE VARCHAR COLLATE "C"')

    op.execute(
        "INSERT INTO unit_version (unit, level, kind, name, code, parent, valid_from, valid_to) "
        "SELECT id, level, kind, name, code, parent, valid_from, valid_to FROM unit ORDER BY id"
    )
    op.execute(
        "UPDATE incident SET holder = (SELECT person FROM incident_event WHERE incident_event.incident = incident.id "
        "AND incident_event.what = 'da_nhan' ORDER BY incident_event.id DESC LIMIT 1)"
    )
