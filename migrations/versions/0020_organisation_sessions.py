"""When a group last gave the permission, and which sessions the organisation's sign-in opened.

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    with op.batch_alter_table("coordinators", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("provider_session", sa.String(64), nullable=False, server_default="")
        )
        batch_op.create_index("ix_sign_in_sessions_provider_session", ["provider_session"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_sessions_provider_session")
        batch_op.drop_column("provider_session")
    with op.batch_alter_table("coordinators", schema=None) as batch_op:
        batch_op.drop_column("told_at")
