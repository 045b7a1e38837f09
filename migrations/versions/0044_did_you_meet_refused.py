"""Members can do without the question whether a session took place.

Revision: 0044
Follows: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

NEW = "did_you_meet_prompt"
OLD = (
    *("reminders", "first_message_prompt", "first_session_prompt", "next_session_prompt"),
    *("mentorship_review", "fit_prompt", "pulse_prompt", "chat_questions"),
    "certification_reminders",
)


def upgrade() -> None:
    _allow((*OLD, NEW))


def downgrade() -> None:
    refusals = sa.table("mail_refusals", sa.column("what"))
    op.execute(sa.delete(refusals).where(refusals.c.what == NEW))
    _allow(OLD)


def _allow(words: tuple[str, ...]) -> None:
    quoted = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table("mail_refusals", schema=None) as batch_op:
        name = batch_op.f("ck_mail_refusals_what")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"what IN ({quoted})")
