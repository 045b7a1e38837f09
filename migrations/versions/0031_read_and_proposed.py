"""When members read what to know before they begin; the half hour that a coffee chat proposes.

Revision: 0031
Follows: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

COLUMNS = ("mentors_briefing_read_at", "mentees_briefing_read_at")


def upgrade() -> None:
    with op.batch_alter_table("participations", schema=None) as batch_op:
        for column in COLUMNS:
            batch_op.add_column(sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("coffee_groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("coffee_groups", schema=None) as batch_op:
        batch_op.drop_column("meeting_at")
    with op.batch_alter_table("participations", schema=None) as batch_op:
        for column in COLUMNS:
            batch_op.drop_column(column)
