"""Each kind of mail that a member refuses is a row, and the prompts of a mentorship are such kinds.

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

WORDS = (
    *("reminders", "first_message_prompt", "first_session_prompt", "next_session_prompt"),
    *("mentorship_review", "chat_questions"),
)
COLUMNS = {"refuses_reminders": "reminders", "refuses_chat_questions": "chat_questions"}


def upgrade() -> None:
    op.create_table(
        "mail_refusals",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(*WORDS, name="what", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("programme_id", "member_id", "what", name=op.f("pk_mail_refusals")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_mail_refusals_programme_id_programmes"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_mail_refusals_member_id_members"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_mail_refusals_member_id"), "mail_refusals", ["member_id"])
    for column, word in COLUMNS.items():
        op.execute(
            "INSERT INTO mail_refusals (programme_id, member_id, what) "  # noqa: S608 -- our words
            f"SELECT programme_id, member_id, '{word}' FROM participations WHERE {column}"
        )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        for column in COLUMNS:
            batch_op.drop_column(column)


def downgrade() -> None:
    with op.batch_alter_table("participations", schema=None) as batch_op:
        for column in COLUMNS:
            batch_op.add_column(
                sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false())
            )
    for column, word in COLUMNS.items():
        op.execute(
            f"UPDATE participations SET {column} = EXISTS (SELECT 1 FROM mail_refusals "  # noqa: S608 -- our words
            "WHERE mail_refusals.programme_id = participations.programme_id "
            f"AND mail_refusals.member_id = participations.member_id AND what = '{word}')"
        )
    op.drop_table("mail_refusals")
