"""Mails may also be held because all of an installation may have been put back.

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BEFORE = ("installed", "restored", "ordered")
ADDED = ("moved", "away")


def upgrade() -> None:
    _allow((*BEFORE, *ADDED))


def downgrade() -> None:
    epochs = sa.table("epochs", sa.column("reason"))
    op.execute(epochs.update().where(epochs.c.reason.in_(ADDED)).values(reason="restored"))
    _allow(BEFORE)


def _allow(reasons: tuple[str, ...]) -> None:
    with op.batch_alter_table("epochs", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_epochs_reason"), type_="check")
        listed = ", ".join(f"'{reason}'" for reason in reasons)
        batch_op.create_check_constraint(batch_op.f("ck_epochs_reason"), f"reason IN ({listed})")
