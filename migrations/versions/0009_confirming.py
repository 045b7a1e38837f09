"""Confirming that it is somebody, in an open session; the access log; a kind of mail.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

KINDS = (
    *("signed_in", "signed_out", "signed_out_everywhere", "idle", "confirmed", "not_confirmed"),
    *("grant_asked", "granted", "revoked", "refused", "exported"),
)
NEW_MAILS = ("confirmation_code",)
MAILS_BEFORE = (
    *("sign_in_link", "welcome", "offer", "offer_reminder", "offer_last_reminder"),
    *("offer_expired", "offer_withdrawn", "introduction_mentee", "introduction_mentor"),
    *("offer_fell_through", "no_match", "match_ended", "coffee_introduced"),
    *("coffee_did_you_meet", "round_ready", "round_published"),
)


def upgrade() -> None:
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        for name in ("used_at", "confirmed_at", "code_expires_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("code_nonce", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("code_tries", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.alter_column("code_nonce", server_default=None)
        batch_op.alter_column("code_tries", server_default=None)
    # Nobody is signed out by an update: those who are in count as having clicked just now.
    op.execute("UPDATE sign_in_sessions SET used_at = CURRENT_TIMESTAMP WHERE ended_at IS NULL")
    op.create_table(
        "access_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("member_code", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("about_code", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["members.id"],
                name=op.f(f"fk_access_entries_{column}_members"),
                ondelete="SET NULL",
            )
            for column in ("member_id", "about_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entries")),
    )
    with op.batch_alter_table("access_entries", schema=None) as batch_op:
        for column in ("about_id", "happened_at", "member_id"):
            batch_op.create_index(batch_op.f(f"ix_access_entries_{column}"), [column], unique=False)
    _change_kinds_of_mail((*MAILS_BEFORE, *NEW_MAILS))


def downgrade() -> None:
    op.execute("DELETE FROM outbox_mails WHERE kind = 'confirmation_code'")
    _change_kinds_of_mail(MAILS_BEFORE)
    op.drop_table("access_entries")
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        for name in ("code_tries", "code_nonce", "code_expires_at", "confirmed_at", "used_at"):
            batch_op.drop_column(name)


def _change_kinds_of_mail(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        name = batch_op.f("ck_outbox_mails_kind")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({words})")
