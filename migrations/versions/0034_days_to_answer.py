"""Programmes that have begun keep the days that mentors have had to answer.

Where none was adopted, the usual policy held; its days are shorter from now on.

Revision: 0034
Follows: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

AS_IT_WAS = {
    "matching": {
        "weights": {
            "gap_coverage": 50,
            "interests": 15,
            "certifications": 10,
            "languages": 5,
            "location": 10,
            "seniority": 10,
        },
        "rules": ["met_before", "reporting_line", "shared_language", "teachable_gap"],
        "max_time_zone_hours": 4,
        "objective": "coverage",
    },
    "timers": {
        "first_reminder_days": 3,
        "last_reminder_days": 7,
        "expiry_days": 10,
        "expiries_before_pause": 2,
        "first_message_working_days": 5,
        "first_meeting_days": 10,
        "chat_question_days": 14,
        "chat_silence_days": 24,
        "silent_chats_before_pause": 3,
    },
    "networking": {
        "other_department": 40,
        "shared_interests": 30,
        "shared_languages": 10,
        "near_time_zone": 20,
        "is_language_required": True,
        "rounds_apart": 120,
    },
}
"""What is not named here goes on as usual."""
HAVE_BEGUN = """
    id NOT IN (SELECT programme_id FROM policy_versions)
    AND (
        id IN (SELECT programme_id FROM participations)
        OR id IN (SELECT programme_id FROM rounds)
    )
"""

PROGRAMMES = sa.table(
    "programmes",
    sa.column("id", sa.Integer),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
VERSIONS = sa.table(
    "policy_versions",
    sa.column("programme_id", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("document", sa.JSON),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    connection = op.get_bind()
    begun = connection.execute(sa.select(PROGRAMMES).where(sa.text(HAVE_BEGUN))).all()
    for programme_id, created_at in begun:
        connection.execute(
            VERSIONS.insert().values(
                programme_id=programme_id,
                version=1,
                document=AS_IT_WAS,
                created_at=created_at,
            )
        )


def downgrade() -> None:
    """Nothing: the policy that holds is one that an older version reads, too."""
