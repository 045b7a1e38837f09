"""Who asked for a sign-in link: a link works in the browsers that did, with what they registered.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "sign_in_askers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("code_tries >= 0", name=op.f("ck_sign_in_askers_code_tries")),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["sign_in_links.id"],
            name=op.f("fk_sign_in_askers_link_id_sign_in_links"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_askers")),
        sa.UniqueConstraint(
            "link_id", "browser_hash", name=op.f("uq_sign_in_askers_link_id_browser_hash")
        ),
    )
    with op.batch_alter_table("sign_in_askers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_askers_browser_hash"), ["browser_hash"], unique=False
        )
    # A link that was never mailed only kept what somebody registered; nobody can press it.
    op.execute("DELETE FROM sign_in_links WHERE NOT is_mailed")
    # Of those that are under way nobody knows the browser: they work in any, as they were promised.
    op.execute(
        "INSERT INTO sign_in_askers (link_id, browser_hash, name, roles, code_tries) "
        "SELECT id, '', name, roles, 0 FROM sign_in_links"
    )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        for name in ("name", "roles", "is_mailed"):
            batch_op.drop_column(name)


def downgrade() -> None:
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("name", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("roles", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("is_mailed", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    for name in ("name", "roles"):
        op.execute(
            f"UPDATE sign_in_links SET {name} = "  # noqa: S608 - the names are ours
            f"(SELECT {name} FROM sign_in_askers WHERE link_id = sign_in_links.id "
            "ORDER BY sign_in_askers.id LIMIT 1) "
            "WHERE EXISTS (SELECT 1 FROM sign_in_askers WHERE link_id = sign_in_links.id)"
        )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        for name in ("name", "roles", "is_mailed"):
            batch_op.alter_column(name, server_default=None)
    op.drop_table("sign_in_askers")
