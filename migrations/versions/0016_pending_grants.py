"""Whom a coordinator proposed as another, until a second coordinator confirms it.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "pending_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_pending_grants_programme_id_programmes"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["members.id"],
                name=op.f(f"fk_pending_grants_{column}_members"),
                ondelete="CASCADE",
            )
            for column in ("member_id", "asked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_grants")),
        sa.UniqueConstraint(
            "programme_id", "member_id", name=op.f("uq_pending_grants_programme_id_member_id")
        ),
    )
    with op.batch_alter_table("pending_grants", schema=None) as batch_op:
        for column in ("asked_by_id", "member_id"):
            batch_op.create_index(batch_op.f(f"ix_pending_grants_{column}"), [column])


def downgrade() -> None:
    op.drop_table("pending_grants")
