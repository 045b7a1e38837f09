"""Which of the mails that one can do without a member refuses.

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

COLUMNS = ("refuses_reminders", "refuses_chat_questions")


def upgrade() -> None:
    with op.batch_alter_table("participations", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    with op.batch_alter_table("participations", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
