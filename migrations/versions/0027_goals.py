"""What pairs work towards.

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

MOMENT = sa.DateTime(timezone=True)
STATUSES = ("suggested", "agreed", "reached", "changed", "dropped")


def upgrade() -> None:
    status = sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column("from_level", sa.Integer(), nullable=False),
        sa.Column("to_level", sa.Integer(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("status", status, nullable=False),
        sa.Column("suggested_by_id", sa.Integer(), nullable=False),
        sa.Column("suggested_at", MOMENT, nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentorships.match_id"],
            name=op.f("fk_goals_match_id_mentorships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["suggested_by_id"],
            ["members.id"],
            name=op.f("fk_goals_suggested_by_id_members"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("from_level BETWEEN 0 AND 4", name=op.f("ck_goals_from_level")),
        sa.CheckConstraint(
            "to_level BETWEEN 1 AND 5 AND to_level > from_level", name=op.f("ck_goals_to_level")
        ),
        sa.CheckConstraint(
            "(status IN ('suggested', 'agreed')) = (settled_at IS NULL)",
            name=op.f("ck_goals_settled"),
        ),
    )
    op.create_index(op.f("ix_goals_match_id"), "goals", ["match_id"])
    op.create_index(op.f("ix_goals_suggested_by_id"), "goals", ["suggested_by_id"])


def downgrade() -> None:
    op.drop_table("goals")
