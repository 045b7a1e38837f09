"""Whom the organisation's sign-in knows, where a coordinator's permission comes from, and counts.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

SOURCE = ("person", "group")


def upgrade() -> None:
    op.create_table(
        "attempt_counts",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_attempt_counts")),
    )
    with op.batch_alter_table("attempt_counts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_counts_until"), ["until"], unique=False)
    op.create_table(
        "sign_in_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_sign_in_identities_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_sign_in_identities_issuer_subject")),
        sa.UniqueConstraint(
            "member_id", "issuer", name=op.f("uq_sign_in_identities_member_id_issuer")
        ),
    )
    op.create_table(
        "coordinator_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(*SOURCE, name="source", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["members.id"],
            name=op.f("fk_coordinator_changes_actor_id_members"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_coordinator_changes_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_coordinator_changes_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinator_changes")),
    )
    with op.batch_alter_table("coordinator_changes", schema=None) as batch_op:
        for column in ("actor_id", "changed_at", "member_id"):
            batch_op.create_index(
                batch_op.f(f"ix_coordinator_changes_{column}"), [column], unique=False
            )
    with op.batch_alter_table("coordinators", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "source",
                sa.Enum(
                    *SOURCE, name="source", native_enum=False, create_constraint=True, length=40
                ),
                nullable=False,
                server_default="person",
            )
        )
        batch_op.drop_constraint(
            batch_op.f("uq_coordinators_programme_id_member_id"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_coordinators_programme_id_member_id_source"),
            ["programme_id", "member_id", "source"],
        )
    with op.batch_alter_table("coordinators", schema=None) as batch_op:
        batch_op.alter_column("source", server_default=None)
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asked_by", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("is_mailed", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.alter_column("asked_by", server_default=None)
        batch_op.alter_column("is_mailed", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.drop_column("is_mailed")
        batch_op.drop_column("asked_by")
    op.execute("DELETE FROM coordinators WHERE source <> 'person'")
    with op.batch_alter_table("coordinators", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_coordinators_programme_id_member_id_source"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_coordinators_programme_id_member_id"), ["programme_id", "member_id"]
        )
        batch_op.drop_constraint(batch_op.f("ck_coordinators_source"), type_="check")
        batch_op.drop_column("source")
    op.drop_table("coordinator_changes")
    op.drop_table("sign_in_identities")
    op.drop_table("attempt_counts")
