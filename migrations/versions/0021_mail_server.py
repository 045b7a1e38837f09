"""What is known of the mail server, and since when it refuses a mail.

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

TROUBLES = ("refuses_us", "unreachable")


def upgrade() -> None:
    op.create_table(
        "mail_servers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "trouble",
            sa.Enum(
                *TROUBLES, name="trouble", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble_line", sa.Text(), nullable=False),
        sa.Column("learned_a_minute", sa.Integer(), nullable=True),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(trouble IS NULL) = (trouble_since IS NULL)",
            name=op.f("ck_mail_servers_trouble_since"),
        ),
        sa.CheckConstraint(
            "(learned_a_minute IS NULL) = (learned_at IS NULL)",
            name=op.f("ck_mail_servers_learned_at"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_servers")),
    )
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("is_refused_alone", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.drop_column("is_refused_alone")
        batch_op.drop_column("refused_at")
    op.drop_table("mail_servers")
