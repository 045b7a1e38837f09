"""Coffee groups: rounds, groups, their people, who was left out; two kinds of mail; a pause.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KINDS_BEFORE = (
    *("sign_in_link", "welcome", "offer", "offer_reminder", "offer_last_reminder"),
    *("offer_expired", "offer_withdrawn", "introduction_mentee", "introduction_mentor"),
    *("offer_fell_through", "no_match", "match_ended", "round_ready", "round_published"),
)
KINDS = (*KINDS_BEFORE, "coffee_introduced", "coffee_did_you_meet")


def upgrade() -> None:
    op.create_table(
        "networking_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_networking_rounds_month")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_networking_rounds_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_networking_rounds")),
        sa.UniqueConstraint(
            "programme_id", "month", name=op.f("uq_networking_rounds_programme_id_month")
        ),
    )
    op.create_table(
        "coffee_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            _one_of("status", "formed", "notified", "met", "not_met"),
            nullable=False,
        ),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("shared_interests", sa.JSON(), nullable=False),
        sa.Column("repeats", sa.JSON(), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name=op.f("ck_coffee_groups_points")),
        sa.CheckConstraint(
            "status = 'formed' OR notified_at IS NOT NULL",
            name=op.f("ck_coffee_groups_notified_at"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["networking_rounds.id"],
            name=op.f("fk_coffee_groups_round_id_networking_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coffee_groups")),
        sa.UniqueConstraint("id", "round_id", name=op.f("uq_coffee_groups_id_round_id")),
    )
    with op.batch_alter_table("coffee_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coffee_groups_round_id"), ["round_id"], unique=False)
        batch_op.create_index("ix_coffee_groups_status", ["status", "closed_at"], unique=False)
    op.create_table(
        "coffee_group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("answer", _one_of("answer", "none", "met", "not_met"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id", "round_id"],
            ["coffee_groups.id", "coffee_groups.round_id"],
            name="fk_coffee_group_members_group",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_coffee_group_members_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_coffee_group_members")),
        sa.UniqueConstraint(
            "round_id", "member_id", name=op.f("uq_coffee_group_members_round_id_member_id")
        ),
    )
    with op.batch_alter_table("coffee_group_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coffee_group_members_member_id"), ["member_id"], unique=False
        )
    op.create_table(
        "networkers_left_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_networkers_left_out_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["networking_rounds.id"],
            name=op.f("fk_networkers_left_out_round_id_networking_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_networkers_left_out")),
        sa.UniqueConstraint(
            "round_id", "member_id", name=op.f("uq_networkers_left_out_round_id_member_id")
        ),
    )
    _change_kinds_of_mail(KINDS)
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("skipped_chat_month", sa.String(length=7), nullable=True))
        batch_op.add_column(
            sa.Column("unanswered_chats", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("chats_paused_since", sa.DateTime(timezone=True), nullable=True)
        )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.alter_column("unanswered_chats", server_default=None)
        batch_op.create_check_constraint(
            batch_op.f("ck_participations_unanswered_chats"), "unanswered_chats >= 0"
        )


def downgrade() -> None:
    op.execute(
        "DELETE FROM outbox_mails WHERE kind IN ('coffee_introduced', 'coffee_did_you_meet')"
    )
    _change_kinds_of_mail(KINDS_BEFORE)
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_participations_unanswered_chats"), type_="check")
        batch_op.drop_column("chats_paused_since")
        batch_op.drop_column("unanswered_chats")
        batch_op.drop_column("skipped_chat_month")
    op.drop_table("networkers_left_out")
    op.drop_table("coffee_group_members")
    op.drop_table("coffee_groups")
    op.drop_table("networking_rounds")


def _change_kinds_of_mail(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        name = batch_op.f("ck_outbox_mails_kind")
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({words})")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
