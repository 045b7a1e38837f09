"""The agenda that a pair wrote for its next session.

Revision: 0045
Follows: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "agendas",
        sa.Column("match_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("for_session", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_agendas")),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["mentorships.match_id"],
            name=op.f("fk_agendas_match_id_mentorships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"],
            ["members.id"],
            name=op.f("fk_agendas_saved_by_id_members"),
            ondelete="SET NULL",
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_agendas_version")),
        sa.CheckConstraint("for_session >= 0", name=op.f("ck_agendas_for_session")),
    )
    op.create_index(op.f("ix_agendas_saved_by_id"), "agendas", ["saved_by_id"])


def downgrade() -> None:
    op.drop_table("agendas")
