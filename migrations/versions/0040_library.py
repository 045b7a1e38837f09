"""The library: what coordinators add and hide, and what members say of its entries.

Revision: 0040
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0034"

KINDS = ("article", "book", "course", "guide", "podcast", "template", "tool", "video")
COSTS = ("free", "sign_up", "paid")
MARKS = ("saved", "done", "did_not_help")
WORDS = {"native_enum": False, "create_constraint": True, "length": 40}


def upgrade() -> None:
    op.create_table(
        "library_resources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("from_level", sa.Integer(), nullable=False),
        sa.Column("to_level", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", **WORDS), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("cost", sa.Enum(*COSTS, name="cost", **WORDS), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_resources")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_library_resources_programme_id_programmes"),
        ),
        sa.CheckConstraint(
            "from_level BETWEEN 0 AND 4", name=op.f("ck_library_resources_from_level")
        ),
        sa.CheckConstraint(
            "to_level BETWEEN from_level AND 4", name=op.f("ck_library_resources_to_level")
        ),
        sa.CheckConstraint(
            "address LIKE 'http://%' OR address LIKE 'https://%'",
            name=op.f("ck_library_resources_address"),
        ),
    )
    op.create_index(
        op.f("ix_library_resources_programme_id"), "library_resources", ["programme_id"]
    )
    op.create_table(
        "library_hidden_items",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("programme_id", "item", name=op.f("pk_library_hidden_items")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_library_hidden_items_programme_id_programmes"),
        ),
    )
    op.create_table(
        "library_marks",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.Enum(*MARKS, name="kind", **WORDS), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "item", name=op.f("pk_library_marks")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_library_marks_member_id_members"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_library_marks_member_id"), "library_marks", ["member_id"])


def downgrade() -> None:
    op.drop_table("library_marks")
    op.drop_table("library_hidden_items")
    op.drop_table("library_resources")
