"""Tokens that work once: the state of a visit to the organisation's sign-in, and who comes of it.

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "one_use_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_use_tokens")),
    )
    with op.batch_alter_table("one_use_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_use_tokens_expires_at"), ["expires_at"])


def downgrade() -> None:
    op.drop_table("one_use_tokens")
