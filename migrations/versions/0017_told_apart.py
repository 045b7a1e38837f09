"""Two members who are not one person, as a coordinator said; and two entries that became one.

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

SOURCES_BEFORE = ("member", "coordinator", "organisation", "file")


def upgrade() -> None:
    op.create_table(
        "told_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("member_id < other_id", name=op.f("ck_told_apart_in_order")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["members.id"],
                name=op.f(f"fk_told_apart_{column}_members"),
                ondelete="SET NULL" if column == "decided_by_id" else "CASCADE",
            )
            for column in ("member_id", "other_id", "decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_apart")),
        sa.UniqueConstraint("member_id", "other_id", name=op.f("uq_told_apart_member_id_other_id")),
    )
    _change_sources((*SOURCES_BEFORE, "merge"))


def downgrade() -> None:
    op.execute("DELETE FROM address_changes WHERE source = 'merge'")
    _change_sources(SOURCES_BEFORE)
    op.drop_table("told_apart")


def _change_sources(sources: tuple[str, ...]) -> None:
    words = ", ".join(f"'{source}'" for source in sources)
    with op.batch_alter_table("address_changes", schema=None) as batch_op:
        name = batch_op.f("ck_address_changes_source")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"source IN ({words})")
