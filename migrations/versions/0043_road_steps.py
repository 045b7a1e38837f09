"""Steps that members plan on their road into a PMO.

Revision: 0043
Follows: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

KINDS = (
    *("network", "interest", "responsibility", "programme"),
    *("volunteer", "certify", "grow", "learn"),
)
STATUSES = ("open", "done", "dropped")


def upgrade() -> None:
    op.create_table(
        "road_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", KINDS), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", _word("status", STATUSES), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road_steps")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_road_steps_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "(status = 'open') = (settled_on IS NULL)", name=op.f("ck_road_steps_settled")
        ),
    )
    op.create_index("ix_road_steps_member_status", "road_steps", ["member_id", "status"])


def downgrade() -> None:
    op.drop_table("road_steps")


def _word(name: str, choices: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*choices, name=name, native_enum=False, create_constraint=True, length=40)
