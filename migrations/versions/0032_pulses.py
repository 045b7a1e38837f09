"""How mentorships go for each of the two, and what they ask the coordinators for.

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

MOMENT = sa.DateTime(timezone=True)
NEW_KINDS = ("fit_prompt", "pulse_prompt")
OLD_KINDS = (
    *("sign_in_link", "confirmation_code", "address_confirm", "address_stop", "address_changed"),
    *("welcome", "offer", "offer_reminder", "offer_last_reminder", "offer_expired"),
    *("offer_withdrawn", "introduction_mentee", "introduction_mentor", "offer_fell_through"),
    *("no_match", "match_ended", "terms_proposed", "terms_agreed", "mentorship_has_end"),
    *("session_times_offered", "session_planned", "session_moved", "session_cancelled"),
    *("did_you_meet_prompt", "first_message_prompt", "first_session_prompt"),
    *("next_session_prompt", "mentorship_review", "mentorship_closing", "partner_closed"),
    *("mentorship_completed", "coffee_introduced", "coffee_did_you_meet"),
    *("round_ready", "round_published"),
)
NEW_PROMPTS = ("fit", "pulse")
OLD_PROMPTS = (
    *("first_message", "first_session", "next_session", "did_you_meet", "review", "closing"),
)
OLD_REFUSABLE = (
    *("reminders", "first_message_prompt", "first_session_prompt", "next_session_prompt"),
    *("mentorship_review", "chat_questions"),
)


def upgrade() -> None:
    op.create_table(
        "pulses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("fit", _word("fit", ("fits", "unsure", "does_not_fit")), nullable=True),
        sa.Column("going", sa.Integer(), nullable=True),
        sa.Column("useful", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulses")),
        _refers("pulses", "programme_id", "programmes.id", None),
        _refers("pulses", "match_id", "mentorships.match_id", "SET NULL"),
        _refers("pulses", "member_id", "members.id", "SET NULL"),
        sa.UniqueConstraint("match_id", "member_id", "occasion", name=op.f("uq_pulses_match_id")),
        _within("pulses", "going", "going BETWEEN 1 AND 5"),
        _within("pulses", "useful", "useful BETWEEN 1 AND 5"),
        _within(
            "pulses",
            "one_question",
            "(fit IS NULL) = (going IS NOT NULL) AND (going IS NULL) = (useful IS NULL)",
        ),
    )
    op.create_index(op.f("ix_pulses_member_id"), "pulses", ["member_id"])
    op.create_index("ix_pulses_programme_month", "pulses", ["programme_id", "month"])
    op.create_table(
        "concerns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", ("talk", "another")), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        _refers("concerns", "match_id", "mentorships.match_id", "CASCADE"),
        _refers("concerns", "member_id", "members.id", "CASCADE"),
        _refers("concerns", "settled_by_id", "members.id", "SET NULL"),
    )
    op.create_index("ix_concerns_match", "concerns", ["match_id"])
    for column in ("member_id", "settled_by_id"):
        op.create_index(op.f(f"ix_concerns_{column}"), "concerns", [column])
    _allow("outbox_mails", "kind", (*OLD_KINDS, *NEW_KINDS))
    _allow("prompts", "kind", (*OLD_PROMPTS, *NEW_PROMPTS))
    _allow("mail_refusals", "what", (*OLD_REFUSABLE, *NEW_KINDS))


def downgrade() -> None:
    for table, column, words in (
        ("outbox_mails", "kind", NEW_KINDS),
        ("prompts", "kind", NEW_PROMPTS),
        ("mail_refusals", "what", NEW_KINDS),
    ):
        rows = sa.table(table, sa.column(column))
        op.execute(sa.delete(rows).where(rows.c[column].in_(words)))
    _allow("mail_refusals", "what", OLD_REFUSABLE)
    _allow("prompts", "kind", OLD_PROMPTS)
    _allow("outbox_mails", "kind", OLD_KINDS)
    op.drop_table("concerns")
    op.drop_table("pulses")


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    quoted = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        name = batch_op.f(f"ck_{table}_{column}")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({quoted})")


def _word(name: str, choices: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=40)


def _refers(table: str, column: str, to: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete=ondelete)


def _within(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
