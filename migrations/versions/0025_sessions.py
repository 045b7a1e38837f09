"""Mails about sessions, and the question whether one took place.

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

NEW_KINDS = (
    *("session_times_offered", "session_planned", "session_moved", "session_cancelled"),
    "did_you_meet_prompt",
)
OLD_KINDS = (
    *("sign_in_link", "confirmation_code", "address_confirm", "address_stop", "address_changed"),
    *("welcome", "offer", "offer_reminder", "offer_last_reminder", "offer_expired"),
    *("offer_withdrawn", "introduction_mentee", "introduction_mentor", "offer_fell_through"),
    *("no_match", "match_ended", "terms_proposed", "terms_agreed", "mentorship_has_end"),
    *("first_message_prompt", "first_session_prompt", "next_session_prompt"),
    *("mentorship_review", "mentorship_closing", "partner_closed", "mentorship_completed"),
    *("coffee_introduced", "coffee_did_you_meet", "round_ready", "round_published"),
)
OLD_PROMPTS = ("first_message", "first_session", "next_session", "review", "closing")


def upgrade() -> None:
    _allow("outbox_mails", (*OLD_KINDS, *NEW_KINDS))
    _allow("prompts", (*OLD_PROMPTS, "did_you_meet"))


def downgrade() -> None:
    mails, prompts = (sa.table(name, sa.column("kind")) for name in ("outbox_mails", "prompts"))
    op.execute(sa.delete(mails).where(mails.c.kind.in_(NEW_KINDS)))
    op.execute(sa.delete(prompts).where(prompts.c.kind == "did_you_meet"))
    _allow("prompts", OLD_PROMPTS)
    _allow("outbox_mails", OLD_KINDS)


def _allow(table: str, kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table(table, schema=None) as batch_op:
        name = batch_op.f(f"ck_{table}_kind")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({words})")
