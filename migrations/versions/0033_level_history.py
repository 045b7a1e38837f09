"""How members' own levels change.

Revision: 0033
Follows: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

CAUSES = ("goal", "own_form")


def upgrade() -> None:
    cause = sa.Enum(*CAUSES, name="cause", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "level_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column("from_level", sa.Integer(), nullable=True),
        sa.Column("to_level", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", cause, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_changes")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_level_changes_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("from_level BETWEEN 0 AND 5", name=op.f("ck_level_changes_from_level")),
        sa.CheckConstraint("to_level BETWEEN 0 AND 5", name=op.f("ck_level_changes_to_level")),
    )
    op.create_index(op.f("ix_level_changes_member_id"), "level_changes", ["member_id"])


def downgrade() -> None:
    op.drop_table("level_changes")
