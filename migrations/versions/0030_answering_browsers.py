"""Browsers that may answer what mails ask.

Revision: 0030
Follows: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "answering_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answering_browsers")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_answering_browsers_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_answering_browsers_token_hash")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_answering_browsers_expires")),
    )
    op.create_index(op.f("ix_answering_browsers_member_id"), "answering_browsers", ["member_id"])


def downgrade() -> None:
    op.drop_table("answering_browsers")
