"""The log holds facts: what an entry tells of, about whom, and beside it what somebody typed.

Revision: 0007
Follows: 0006
"""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KINDS = (
    *("state", "lock", "ban", "lock_lifted", "ban_lifted", "objective", "solved_again", "met"),
    *("left", "mentee_away", "mentor_away", "no_place", "forbidden"),
)
OVERTAKEN = ("mentee_away", "mentor_away", "no_place", "forbidden")
PAIR = re.compile(
    r"(?P<lifted>lifted: )?(?P<kind>lock|ban) of mentee (?P<mentee>\d+) with mentor (?P<mentor>\d+)"
    r"(?:: (?P<typed>.*))?",
    re.DOTALL,
)
OBJECTIVE = re.compile(r"objective: (\w+) to (\w+)")

changes = sa.table(
    "status_changes",
    *(sa.column(name) for name in ("id", "round_id", "match_id", "old_status", "new_status")),
    *(sa.column(name) for name in ("actor_id", "reason", "kind", "mentee_id", "mentor_id")),
    *(sa.column(name) for name in ("old_objective", "new_objective")),
)
matches = sa.table("matches", *(sa.column(name) for name in ("id", "mentee_id", "mentor_id")))
members = sa.table("members", sa.column("id"))


def upgrade() -> None:
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
                nullable=False,
                server_default="state",
            )
        )
        for side in ("mentee_id", "mentor_id"):
            batch_op.add_column(sa.Column(side, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_status_changes_{side}_members"),
                "members",
                [side],
                ["id"],
                ondelete="SET NULL",
            )
        for column in ("old_objective", "new_objective"):
            batch_op.add_column(sa.Column(column, sa.String(length=20), nullable=True))
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None)
    _carry(_told_by_rounds())
    _carry(_told_by_matches())


def downgrade() -> None:
    _carry(_in_prose())
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_status_changes_kind"), type_="check")
        for side in ("mentee_id", "mentor_id"):
            batch_op.drop_constraint(
                batch_op.f(f"fk_status_changes_{side}_members"), type_="foreignkey"
            )
        for column in ("kind", "mentee_id", "mentor_id", "old_objective", "new_objective"):
            batch_op.drop_column(column)


def _carry(found: Iterator[tuple[int, dict[str, Any]]]) -> None:
    for change_id, values in list(found):
        op.execute(changes.update().where(changes.c.id == change_id).values(values))


def _told_by_rounds() -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what entries within a state of a round say; others hold only what was typed."""
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(members.c.id)))
    rows = connection.execute(
        sa.select(changes.c.id, changes.c.reason).where(
            changes.c.round_id.is_not(None), changes.c.old_status == changes.c.new_status
        )
    )
    for change_id, reason in rows:
        if reason == "solved again":
            yield change_id, {"kind": "solved_again", "reason": ""}
        elif found := OBJECTIVE.fullmatch(reason):
            yield (
                change_id,
                {
                    "kind": "objective",
                    "old_objective": found[1],
                    "new_objective": found[2],
                    "reason": "",
                },
            )
        elif found := PAIR.fullmatch(reason):
            sides = {side: int(found[side]) for side in ("mentee", "mentor")}
            yield (
                change_id,
                {
                    "kind": found["kind"] + ("_lifted" if found["lifted"] else ""),
                    **{f"{side}_id": one for side, one in sides.items() if one in known},
                    "reason": found["typed"] or "",
                },
            )


def _told_by_matches() -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what entries of matches say that the service wrote, not one of the people."""
    system, their_own = (
        changes.c.actor_id.is_(None),
        sa.or_(
            changes.c.actor_id == matches.c.mentee_id, changes.c.actor_id == matches.c.mentor_id
        ),
    )
    kinds = [
        ("met", changes.c.new_status == "active", "we met"),
        # Who ends their own match themself has it "ended"; "cancelled" is said of who left.
        ("left", (changes.c.new_status == "cancelled") & their_own, "left the programme"),
        *((why, system, f"overtaken: {why}") for why in OVERTAKEN),
    ]
    for kind, is_so, reason in kinds:
        query = (
            sa.select(changes.c.id)
            .join_from(changes, matches, matches.c.id == changes.c.match_id)
            .where(is_so, changes.c.reason == reason)
        )
        for change_id in op.get_bind().scalars(query):
            yield change_id, {"kind": kind, "reason": ""}


def _in_prose() -> Iterator[tuple[int, dict[str, Any]]]:
    fixed = {"solved_again": "solved again", "met": "we met", "left": "left the programme"}
    fixed |= {why: f"overtaken: {why}" for why in OVERTAKEN}
    rows = op.get_bind().execute(sa.select(changes).where(changes.c.kind != "state"))
    for row in rows:
        act, _, lifted = row.kind.partition("_")
        if row.kind in fixed:
            words = fixed[row.kind]
        elif row.kind == "objective":
            words = f"objective: {row.old_objective} to {row.new_objective}"
        elif row.mentee_id is None or row.mentor_id is None:
            words = ""
        else:
            words = f"{act} of mentee {row.mentee_id} with mentor {row.mentor_id}"
            words = f"lifted: {words}" if lifted else words
        typed = [row.reason] if row.reason else []
        yield row.id, {"reason": ": ".join([words, *typed] if words else typed)}
