"""Addresses become rows: whose one is can change, and wishes and reporting lines point at it.

Revision: 0010
Follows: 0009
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

PLACEHOLDER = "@erased.invalid"


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("address = lower(trim(address))", name=op.f("ck_addresses_address")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_addresses_member_id_members"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("address", name=op.f("uq_addresses_address")),
    )
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_addresses_mailbox"), ["mailbox"], unique=False)
        batch_op.create_index(batch_op.f("ix_addresses_member_id"), ["member_id"], unique=False)
    _take_over_addresses()
    _point_from("exclusions", "other_address_id", "other_email")
    with op.batch_alter_table("exclusions", schema=None) as batch_op:
        batch_op.drop_constraint(
            "uq_exclusions_programme_id_member_id_other_email_source", type_="unique"
        )
        batch_op.drop_constraint(op.f("ck_exclusions_other_email"), type_="check")
        batch_op.drop_column("other_email")
        batch_op.alter_column("other_address_id", nullable=False)
        batch_op.create_unique_constraint(
            "uq_exclusions_programme_id_member_id_other_address_id_source",
            ["programme_id", "member_id", "other_address_id", "source"],
        )
    _point_from("profiles", "manager_address_id", "manager_email")
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.drop_column("manager_email")


def downgrade() -> None:
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("manager_email", sa.String(length=254), nullable=False, server_default="")
        )
    op.execute(
        "UPDATE profiles SET manager_email = coalesce((SELECT address FROM addresses "
        "WHERE addresses.id = profiles.manager_address_id), '')"
    )
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.alter_column("manager_email", server_default=None)
        batch_op.drop_constraint("fk_profiles_manager_address_id_addresses", type_="foreignkey")
        batch_op.drop_index("ix_profiles_manager_address_id")
        batch_op.drop_column("manager_address_id")
    with op.batch_alter_table("exclusions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("other_email", sa.String(length=254), nullable=True))
    op.execute(
        "UPDATE exclusions SET other_email = (SELECT address FROM addresses "
        "WHERE addresses.id = exclusions.other_address_id)"
    )
    with op.batch_alter_table("exclusions", schema=None) as batch_op:
        batch_op.drop_constraint(
            "uq_exclusions_programme_id_member_id_other_address_id_source", type_="unique"
        )
        batch_op.drop_constraint("fk_exclusions_other_address_id_addresses", type_="foreignkey")
        batch_op.drop_index("ix_exclusions_other_address_id")
        batch_op.drop_column("other_address_id")
        batch_op.alter_column("other_email", nullable=False)
        batch_op.create_check_constraint(
            op.f("ck_exclusions_other_email"), "other_email = lower(trim(other_email))"
        )
        batch_op.create_unique_constraint(
            "uq_exclusions_programme_id_member_id_other_email_source",
            ["programme_id", "member_id", "other_email", "source"],
        )
    op.drop_table("addresses")


def _take_over_addresses() -> None:
    """Know every address that a member has, or that a wish or a reporting line names."""
    tables = sa.MetaData()
    connection = op.get_bind()
    tables.reflect(connection, only=["members", "profiles", "exclusions"])
    members, profiles, exclusions = (
        tables.tables[name] for name in ("members", "profiles", "exclusions")
    )
    found: dict[str, tuple[int | None, datetime]] = {}
    named = (
        sa.select(profiles.c.manager_email, profiles.c.updated_at),
        sa.select(exclusions.c.other_email, exclusions.c.created_at),
    )
    for query in named:
        for address, moment in connection.execute(query):
            if address:
                found[address] = (None, max(moment, found.get(address, (None, moment))[1]))
    own = sa.select(members.c.email, members.c.id, members.c.created_at)
    for address, member_id, moment in connection.execute(own):
        if not address.endswith(PLACEHOLDER):
            found[address] = (member_id, max(moment, found.get(address, (None, moment))[1]))
    rows: list[dict[str, Any]] = [
        {
            "address": address,
            "mailbox": _mailbox_of(address),
            "member_id": member_id,
            "named_at": moment,
        }
        for address, (member_id, moment) in sorted(found.items())
    ]
    if rows:
        made = sa.Table("addresses", tables, autoload_with=connection)
        connection.execute(sa.insert(made), rows)


def _mailbox_of(address: str) -> str:
    name, sign, domain = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{sign}{domain}"


def _point_from(table: str, column: str, text: str) -> None:
    """Add a column that points at the row of the address that another column holds."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
    op.execute(
        f"UPDATE {table} SET {column} = "  # noqa: S608 - all parts are ours
        f"(SELECT id FROM addresses WHERE addresses.address = {table}.{text})"
    )
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_foreign_key(f"fk_{table}_{column}_addresses", "addresses", [column], ["id"])
        batch_op.create_index(f"ix_{table}_{column}", [column], unique=False)
