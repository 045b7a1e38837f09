"""An address that refuses mail for good, and what the log says of an offer that ended by it.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BEFORE = (
    *("state", "lock", "ban", "lock_lifted", "ban_lifted", "objective", "solved_again", "met"),
    *("left", "mentee_away", "mentor_away", "no_place", "forbidden"),
)


def upgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("address_refused_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("address_refusal", sa.String(length=200), nullable=False, server_default="")
        )
    _change_kinds((*BEFORE, "unreachable"))


def downgrade() -> None:
    op.execute("UPDATE status_changes SET kind = 'mentor_away' WHERE kind = 'unreachable'")
    _change_kinds(BEFORE)
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("address_refusal")
        batch_op.drop_column("address_refused_at")


def _change_kinds(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        name = batch_op.f("ck_status_changes_kind")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({words})")
