"""Who looked at whose profile, who was erased, and a log that outlives its names.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint(
            "address_hash", "erased_at", name=op.f("uq_erasures_address_hash_erased_at")
        ),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_erasures_address_hash"), ["address_hash"], unique=False
        )
    op.create_table(
        "profile_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("member_code", sa.String(length=20), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=True),
        sa.Column("viewer_code", sa.String(length=20), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_profile_looks_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["viewer_id"],
            ["members.id"],
            name=op.f("fk_profile_looks_viewer_id_members"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_looks")),
    )
    with op.batch_alter_table("profile_looks", schema=None) as batch_op:
        for column in ("looked_at", "member_id", "viewer_id"):
            batch_op.create_index(batch_op.f(f"ix_profile_looks_{column}"), [column], unique=False)
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_members_erased_has_left"), "erased_at IS NULL OR left_at IS NOT NULL"
        )
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("actor_code", sa.String(length=20), nullable=False, server_default="")
        )
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        batch_op.alter_column("actor_code", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        batch_op.drop_column("actor_code")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_members_erased_has_left"), type_="check")
        batch_op.drop_column("erased_at")
    op.drop_table("profile_looks")
    op.drop_table("erasures")
