"""Runs say that they are at work, may end without a word, and are counted.

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BEFORE = ("running", "done", "idle", "failed")
ADDED = ("lost",)


def upgrade() -> None:
    _allow((*BEFORE, *ADDED))
    with op.batch_alter_table("job_runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "job_counts",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("programme", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("last_ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seconds", sa.Float(), nullable=False),
        sa.CheckConstraint(_is_one_of((*BEFORE, *ADDED)), name=op.f("ck_job_counts_outcome")),
        sa.PrimaryKeyConstraint("job", "programme", "outcome", name=op.f("pk_job_counts")),
    )
    # When each job last ended so is known; how often is counted from now on.
    op.execute(
        "INSERT INTO job_counts "
        "(job, programme, outcome, runs, seconds, last_ended_at, last_seconds) "
        "SELECT job, COALESCE(programme_id, 0), outcome, 0, 0, MAX(ended_at), 0 FROM job_runs "
        "WHERE outcome IN ('done', 'idle', 'failed') "
        "GROUP BY job, COALESCE(programme_id, 0), outcome"
    )


def downgrade() -> None:
    op.drop_table("job_counts")
    op.execute("UPDATE job_runs SET outcome = 'failed' WHERE outcome = 'lost'")
    with op.batch_alter_table("job_runs", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
    _allow(BEFORE)


def _allow(outcomes: tuple[str, ...]) -> None:
    with op.batch_alter_table("job_runs", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_job_runs_outcome"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_job_runs_outcome"), _is_one_of(outcomes))


def _is_one_of(outcomes: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{outcome}'" for outcome in outcomes)
    return f"outcome IN ({listed})"
