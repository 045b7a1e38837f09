"""Small tasks that pairs set themselves.

Revision: 0029
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

MOMENT = sa.DateTime(timezone=True)
STATUSES = ("open", "done", "dropped")


def upgrade() -> None:
    status = sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", status, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentorships.match_id"],
            name=op.f("fk_actions_match_id_mentorships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["members.id"],
            name=op.f("fk_actions_owner_id_members"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_actions_version")),
        sa.CheckConstraint(
            "(status = 'open') = (settled_at IS NULL)", name=op.f("ck_actions_settled")
        ),
    )
    op.create_index("ix_actions_match_status", "actions", ["match_id", "status"])
    op.create_index(op.f("ix_actions_owner_id"), "actions", ["owner_id"])


def downgrade() -> None:
    op.drop_table("actions")
