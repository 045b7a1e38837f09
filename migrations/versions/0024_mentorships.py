"""What a pair agrees on, how they meet, how they finish, and what they were reminded of.

Every pair that was introduced gets a mentorship. One that goes on ends six months after the
introduction or 60 days from now, whichever is later, and its two people are told.

Revision: 0024
Follows: 0023
"""

import calendar
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from matchmaker.database import UtcDateTime

revision = "0024"
down_revision = "0023"

MONTHS = 6
DAYS_LEFT = 60
EVERY_WEEKS = 3
MINUTES = 60
MOMENT = sa.DateTime(timezone=True)
OUTCOMES = ("open", "agreed", "replaced")
STATUSES = ("proposed", "planned", "held", "missed", "cancelled")
PROMPTS = (
    *("first_message", "first_session", "next_session"),
    *("review", "closing"),
)
NEW_KINDS = (
    *("terms_proposed", "terms_agreed", "mentorship_has_end"),
    *("first_message_prompt", "first_session_prompt", "next_session_prompt"),
    *("mentorship_review", "mentorship_closing", "partner_closed", "mentorship_completed"),
)
OPEN = sa.text("outcome = 'open'")
OLD_KINDS = (
    *("sign_in_link", "confirmation_code", "address_confirm", "address_stop", "address_changed"),
    *("welcome", "offer", "offer_reminder", "offer_last_reminder", "offer_expired"),
    *("offer_withdrawn", "introduction_mentee", "introduction_mentor", "offer_fell_through"),
    *("no_match", "match_ended", "coffee_introduced", "coffee_did_you_meet"),
    *("round_ready", "round_published"),
)


def upgrade() -> None:
    op.create_table(
        "mentorships",
        sa.Column("match_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("planned_end_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("is_carried_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_mentorships")),
        _refers("mentorships", "match_id", "matches.id"),
        _within("mentorships", "every_weeks", "every_weeks BETWEEN 1 AND 26"),
        _within("mentorships", "minutes", "minutes BETWEEN 15 AND 480"),
    )
    op.create_index("ix_mentorships_ends_on", "mentorships", ["ends_on"])
    op.create_table(
        "proposed_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("outcome", _word("outcome", OUTCOMES), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_terms")),
        _refers("proposed_terms", "match_id", "mentorships.match_id"),
        _refers("proposed_terms", "proposed_by_id", "members.id"),
        _within("proposed_terms", "every_weeks", "every_weeks BETWEEN 1 AND 26"),
        _within("proposed_terms", "minutes", "minutes BETWEEN 15 AND 480"),
        _within("proposed_terms", "answered", "(outcome = 'open') = (answered_at IS NULL)"),
    )
    op.create_index(op.f("ix_proposed_terms_match_id"), "proposed_terms", ["match_id"])
    op.create_index(op.f("ix_proposed_terms_proposed_by_id"), "proposed_terms", ["proposed_by_id"])
    op.create_index(
        "uq_proposed_terms_open",
        "proposed_terms",
        ["match_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    _create_sessions()
    op.create_table(
        "closings",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.Column("goals_reached", _word("goals_reached", ("all", "some", "none")), nullable=False),
        sa.Column("takeaway", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("private_line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("match_id", "member_id", name=op.f("pk_closings")),
        _refers("closings", "match_id", "mentorships.match_id"),
        _refers("closings", "member_id", "members.id"),
    )
    op.create_index(op.f("ix_closings_member_id"), "closings", ["member_id"])
    op.create_table(
        "prompts",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", PROMPTS), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("prompted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint(
            "match_id", "member_id", "kind", "occasion", name=op.f("pk_prompts")
        ),
        _refers("prompts", "match_id", "mentorships.match_id"),
        _refers("prompts", "member_id", "members.id"),
    )
    op.create_index("ix_prompts_member", "prompts", ["member_id"])
    _allow_kinds((*OLD_KINDS, *NEW_KINDS))
    _begin_mentorships()


def downgrade() -> None:
    mails = sa.table("outbox_mails", sa.column("kind"))
    op.execute(sa.delete(mails).where(mails.c.kind.in_(NEW_KINDS)))
    _allow_kinds(OLD_KINDS)
    for table in (
        *("prompts", "closings", "offered_times", "mentoring_sessions"),
        *("proposed_terms", "mentorships"),
    ):
        op.drop_table(table)


def _create_sessions() -> None:
    op.create_table(
        "mentoring_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("status", _word("status", STATUSES), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("invitations", sa.Integer(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_sessions")),
        _refers("mentoring_sessions", "match_id", "mentorships.match_id"),
        _refers("mentoring_sessions", "proposed_by_id", "members.id", "SET NULL"),
        _refers("mentoring_sessions", "noted_by_id", "members.id", "SET NULL"),
        _within("mentoring_sessions", "minutes", "minutes BETWEEN 5 AND 480"),
        _within(
            "mentoring_sessions",
            "has_a_time",
            "status IN ('proposed', 'cancelled') OR starts_at IS NOT NULL",
        ),
        _within("mentoring_sessions", "invitations", "invitations >= 0"),
    )
    op.create_index(
        "ix_mentoring_sessions_match_status", "mentoring_sessions", ["match_id", "status"]
    )
    for column in ("proposed_by_id", "noted_by_id"):
        name = op.f(f"ix_mentoring_sessions_{column}")
        op.create_index(name, "mentoring_sessions", [column])
    op.create_table(
        "offered_times",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "starts_at", name=op.f("pk_offered_times")),
        _refers("offered_times", "session_id", "mentoring_sessions.id"),
    )


def _begin_mentorships() -> None:
    # A moment that another program broke must not stop the migration.
    moments = (sa.column(name, UtcDateTime()) for name in ("introduced_at", "ended_at"))
    matches = sa.table("matches", sa.column("id"), sa.column("status"), *moments)
    today = datetime.now(UTC).date()
    rows = []
    for match_id, status, introduced_at, ended_at in op.get_bind().execute(
        sa.select(matches.c.id, matches.c.status, matches.c.introduced_at, matches.c.ended_at)
        .where(matches.c.introduced_at.is_not(None))
        .order_by(matches.c.id)
    ):
        goes_on = status in {"introduced", "active"}
        began_on = introduced_at.date()
        ends_on = _months_later(began_on, MONTHS)
        if goes_on:
            ends_on = max(ends_on, today + timedelta(days=DAYS_LEFT))
        elif ended_at is not None:
            ends_on = max(began_on, ended_at.date())
        rows.append(
            {
                "match_id": match_id,
                "began_on": began_on,
                "planned_end_on": ends_on,
                "ends_on": ends_on,
                "review_on": None,
                "every_weeks": EVERY_WEEKS,
                "minutes": MINUTES,
                "agreed_at": None,
                "is_carried_over": goes_on,
            }
        )
    table = sa.table(
        "mentorships",
        *(sa.column(name) for name in ("match_id", "every_weeks", "minutes")),
        *(sa.column(name, sa.Date()) for name in ("began_on", "planned_end_on", "ends_on")),
        sa.column("review_on", sa.Date()),
        sa.column("agreed_at", MOMENT),
        sa.column("is_carried_over", sa.Boolean()),
    )
    if rows:
        op.bulk_insert(table, rows)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        name = batch_op.f("ck_outbox_mails_kind")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({words})")


def _word(name: str, choices: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=40)


def _refers(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete=ondelete)


def _within(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
