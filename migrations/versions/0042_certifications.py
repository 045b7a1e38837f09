"""When certifications expire, and members' records of development.

Revision: 0042
Follows: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0040"

MOMENT = sa.DateTime(timezone=True)
NEW_KIND = "certification_expires"
OLD_KINDS = (
    *("sign_in_link", "confirmation_code", "address_confirm", "address_stop", "address_changed"),
    *("welcome", "offer", "offer_reminder", "offer_last_reminder", "offer_expired"),
    *("offer_withdrawn", "introduction_mentee", "introduction_mentor", "offer_fell_through"),
    *("no_match", "match_ended", "terms_proposed", "terms_agreed", "mentorship_has_end"),
    *("session_times_offered", "session_planned", "session_moved", "session_cancelled"),
    *("did_you_meet_prompt", "first_message_prompt", "first_session_prompt"),
    *("next_session_prompt", "mentorship_review", "fit_prompt", "pulse_prompt"),
    *("mentorship_closing", "partner_closed", "mentorship_completed"),
    *("coffee_introduced", "coffee_did_you_meet", "round_ready", "round_published"),
)
NEW_REFUSABLE = "certification_reminders"
OLD_REFUSABLE = (
    *("reminders", "first_message_prompt", "first_session_prompt", "next_session_prompt"),
    *("mentorship_review", "fit_prompt", "pulse_prompt", "chat_questions"),
)
LEVELS = ("foundation", "practitioner")
DEVELOPMENT = ("ways_of_working", "power_skills", "business_acumen", "giving_back", "working")


def upgrade() -> None:
    op.create_table(
        "certification_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("certification", sa.String(length=40), nullable=False),
        sa.Column("level", _word("level", LEVELS), nullable=True),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("remind_days", sa.Integer(), nullable=True),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_records")),
        _refers("certification_records", "member_id", "members.id", "CASCADE"),
        sa.UniqueConstraint(
            "member_id", "certification", name=op.f("uq_certification_records_member_id")
        ),
        _within("certification_records", "remind_days", "remind_days IN (30, 90, 180)"),
        _within("certification_records", "expires_later", "expires_on > earned_on"),
    )
    op.create_index(
        op.f("ix_certification_records_expires_on"), "certification_records", ["expires_on"]
    )
    op.create_table(
        "development_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", DEVELOPMENT), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_entries")),
        _refers("development_entries", "member_id", "members.id", "CASCADE"),
        _refers("development_entries", "session_id", "mentoring_sessions.id", "SET NULL"),
        sa.UniqueConstraint(
            "member_id", "session_id", name=op.f("uq_development_entries_member_id")
        ),
        _within("development_entries", "minutes", "minutes BETWEEN 1 AND 12000"),
    )
    op.create_index(
        "ix_development_entries_member_day", "development_entries", ["member_id", "day"]
    )
    op.create_index(
        op.f("ix_development_entries_session_id"), "development_entries", ["session_id"]
    )
    _allow("outbox_mails", "kind", (*OLD_KINDS, NEW_KIND))
    _allow("mail_refusals", "what", (*OLD_REFUSABLE, NEW_REFUSABLE))


def downgrade() -> None:
    for table, column, word in (
        ("outbox_mails", "kind", NEW_KIND),
        ("mail_refusals", "what", NEW_REFUSABLE),
    ):
        rows = sa.table(table, sa.column(column))
        op.execute(sa.delete(rows).where(rows.c[column] == word))
    _allow("mail_refusals", "what", OLD_REFUSABLE)
    _allow("outbox_mails", "kind", OLD_KINDS)
    op.drop_table("development_entries")
    op.drop_table("certification_records")


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    quoted = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        name = batch_op.f(f"ck_{table}_{column}")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({quoted})")


def _word(name: str, choices: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=40)


def _refers(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete=ondelete)


def _within(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
