"""Changes of address, entries that turned out to be one person, and what is mailed and noted of it.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NEW_KINDS = {
    "outbox_mails": ("address_confirm", "address_stop", "address_changed"),
    "access_entries": ("address_changed", "merged"),
}
KINDS_BEFORE = {
    "outbox_mails": (
        *("sign_in_link", "confirmation_code", "welcome"),
        *("offer", "offer_reminder", "offer_last_reminder"),
        *("offer_expired", "offer_withdrawn", "introduction_mentee", "introduction_mentor"),
        *("offer_fell_through", "no_match", "match_ended", "coffee_introduced"),
        *("coffee_did_you_meet", "round_ready", "round_published"),
    ),
    "access_entries": (
        *("signed_in", "signed_out", "signed_out_everywhere", "idle", "confirmed"),
        *("not_confirmed", "grant_asked", "granted", "revoked", "refused", "exported"),
    ),
}


def upgrade() -> None:
    op.create_table(
        "address_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("old_address", sa.String(length=254), nullable=False),
        sa.Column("new_address", sa.String(length=254), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                *("member", "coordinator", "organisation", "file"),
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("confirm_hash", sa.String(length=64), nullable=False),
        sa.Column("stop_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["members.id"],
            name=op.f("fk_address_changes_actor_id_members"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_address_changes_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
        sa.UniqueConstraint("confirm_hash", name=op.f("uq_address_changes_confirm_hash")),
        sa.UniqueConstraint("nonce", name=op.f("uq_address_changes_nonce")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_address_changes_stop_hash")),
    )
    with op.batch_alter_table("address_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_address_changes_member_id"), ["member_id"], unique=False
        )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_members_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            "fk_members_merged_into_id_members",
            "members",
            ["merged_into_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("sign_in_identities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_address", sa.String(length=254), nullable=True))
    for table, before in KINDS_BEFORE.items():
        _change_kinds(table, (*before, *NEW_KINDS[table]))


def downgrade() -> None:
    for table, before in KINDS_BEFORE.items():
        kinds = ", ".join(f"'{kind}'" for kind in NEW_KINDS[table])
        op.execute(f"DELETE FROM {table} WHERE kind IN ({kinds})")  # noqa: S608 - all ours
        _change_kinds(table, before)
    with op.batch_alter_table("sign_in_identities", schema=None) as batch_op:
        batch_op.drop_column("told_address")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_constraint("fk_members_merged_into_id_members", type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_members_merged_into_id"))
        batch_op.drop_column("merged_into_id")
    op.drop_table("address_changes")


def _change_kinds(table: str, kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table(table, schema=None) as batch_op:
        name = batch_op.f(f"ck_{table}_kind")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({words})")
