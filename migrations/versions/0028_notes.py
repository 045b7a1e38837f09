"""What the two of a pair write down, together and each alone.

Revision: 0028
Follows: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "shared_notes",
        sa.Column("match_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_shared_notes")),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentorships.match_id"],
            name=op.f("fk_shared_notes_match_id_mentorships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"],
            ["members.id"],
            name=op.f("fk_shared_notes_saved_by_id_members"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_shared_notes_version")),
    )
    op.create_index(op.f("ix_shared_notes_saved_by_id"), "shared_notes", ["saved_by_id"])
    op.create_table(
        "private_notes",
        sa.Column("match_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("match_id", "member_id", name=op.f("pk_private_notes")),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentorships.match_id"],
            name=op.f("fk_private_notes_match_id_mentorships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_private_notes_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_private_notes_version")),
    )
    op.create_index(op.f("ix_private_notes_member_id"), "private_notes", ["member_id"])


def downgrade() -> None:
    op.drop_table("private_notes")
    op.drop_table("shared_notes")
