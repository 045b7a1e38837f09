"""What belongs to a programme says to which: matches, mails, sign-in links, runs of its jobs.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

LIVE = sa.text("status IN ('offered', 'accepted', 'introduced', 'active')")
FIRST = "(SELECT min(id) FROM programmes)"


def upgrade() -> None:
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index("uq_rounds_id_programme_id", ["id", "programme_id"], unique=True)
    _add_programme(
        "matches",
        "(SELECT programme_id FROM rounds WHERE rounds.id = matches.round_id)",
        is_key=False,
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_constraint("fk_matches_round_id_rounds", type_="foreignkey")
        batch_op.create_foreign_key(
            "fk_matches_round",
            "rounds",
            ["round_id", "programme_id"],
            ["id", "programme_id"],
            ondelete="CASCADE",
        )
    _index_live_matches(["programme_id", "mentee_id"])
    _add_programme("outbox_mails", FIRST)
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.drop_constraint("uq_outbox_mails_kind_subject_key_recipient", type_="unique")
        batch_op.create_unique_constraint(
            "uq_outbox_mails_programme_id_kind_subject_key_recipient",
            ["programme_id", "kind", "subject_key", "recipient"],
        )
    _add_programme("sign_in_links", FIRST)
    _add_programme("job_runs", None)
    op.execute(
        f"UPDATE job_runs SET programme_id = {FIRST} "  # noqa: S608 - both parts are ours
        "WHERE job IN ('monthly_match', 'networking_round', 'follow_up')"
    )
    _index_job_runs(["job", "programme_id", "started_at"])
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE participations SET joined_at = "
        "(SELECT created_at FROM members WHERE members.id = participations.member_id)"
    )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.alter_column("joined_at", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.drop_column("joined_at")
    _index_job_runs(["job", "started_at"])
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.drop_constraint(
            "uq_outbox_mails_programme_id_kind_subject_key_recipient", type_="unique"
        )
        batch_op.create_unique_constraint(
            "uq_outbox_mails_kind_subject_key_recipient", ["kind", "subject_key", "recipient"]
        )
    _index_live_matches(["mentee_id"])
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_constraint("fk_matches_round", type_="foreignkey")
        batch_op.create_foreign_key(
            "fk_matches_round_id_rounds", "rounds", ["round_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.drop_column("programme_id")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index("uq_rounds_id_programme_id")
    for table in ("outbox_mails", "sign_in_links", "job_runs"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(f"fk_{table}_programme_id_programmes", type_="foreignkey")
            batch_op.drop_column("programme_id")


def _add_programme(table: str, found: str | None, *, is_key: bool = True) -> None:
    """Add the column; `found` is what it holds in the rows that are there, None for nothing."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("programme_id", sa.Integer(), nullable=True))
        if is_key:
            batch_op.create_foreign_key(
                f"fk_{table}_programme_id_programmes", "programmes", ["programme_id"], ["id"]
            )
    if found is None:
        return
    op.execute(f"UPDATE {table} SET programme_id = {found}")  # noqa: S608 - both parts are ours
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column("programme_id", nullable=False)


def _index_live_matches(columns: list[str]) -> None:
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_index("uq_matches_live_mentee")
        batch_op.create_index(
            "uq_matches_live_mentee",
            columns,
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )


def _index_job_runs(columns: list[str]) -> None:
    with op.batch_alter_table("job_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_job_runs_job")
        batch_op.create_index("ix_job_runs_job", columns, unique=False)
