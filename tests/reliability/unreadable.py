"""Values that nobody can read, planted where other programs and earlier releases leave them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailKind, MatchStatus, Member, Round
from tests.factories import (
    hold_certification,
    make_coffee_group,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    part_of,
)


@dataclass(frozen=True, slots=True)
class Planted:
    """One stored value; `told` says whether the member and the coordinators are told of it."""

    table: str
    column: str
    value: Any
    told: bool = False
    sqlite_only: bool = False
    """PostgreSQL refuses it: by its types, or by a constraint that SQLite was told to pass over."""

    def __str__(self) -> str:
        return f"{self.table}.{self.column} = {self.value!r}"


def _told(table: str, column: str, *values: Any, sqlite_only: bool = False) -> tuple[Planted, ...]:
    return tuple(Planted(table, column, value, True, sqlite_only) for value in values)


def _quiet(table: str, column: str, *values: Any, sqlite_only: bool = False) -> tuple[Planted, ...]:
    return tuple(Planted(table, column, value, False, sqlite_only) for value in values)


DOCUMENTS = ('{"a": 1}', "7", '"en"', "null", "[1, null, {}]")
OF_MEMBERS = (
    *_told("profiles", "time_zone", "Mars/Base", "localtime", "EST", "Factory", "../../etc/passwd"),
    *_told("profiles", "languages", '["tlh"]', *DOCUMENTS),
    *_told("profiles", "languages", "not json", "", sqlite_only=True),
    *_told("profiles", "interests", '["agile_pmo", "basket_weaving"]', *DOCUMENTS),
    *_told("profiles", "interests", "[", sqlite_only=True),
    *_told("profiles", "ladder_step", "wizard"),
    *_told("profiles", "target_role", "wizard"),
    *_quiet("profiles", "updated_at", "garbage", 7, sqlite_only=True),
    *_quiet("profiles", "completed_at", "garbage", sqlite_only=True),
    *_told("profile_skills", "skill", "basket_weaving"),
    *_told("profile_skills", "level", 9, -1, 2.5, "high", sqlite_only=True),
    *_told("profile_skills", "target_level", 9, "high", sqlite_only=True),
    *_told("profile_skills", "importance", 9, sqlite_only=True),
    *_told("profile_certifications", "certification", "basket_weaving"),
    *_told("profile_certifications", "state", "dreamt", sqlite_only=True),
    *_told("participations", "capacity", 9, -1, "many", sqlite_only=True),
    *_told("participations", "paused_until", "soon", "0000-00-00", sqlite_only=True),
    *_quiet("participations", "skipped_chat_month", "garbage", "2026-13"),
    *_quiet("participations", "rounds_waited", -3, "long", sqlite_only=True),
    *_quiet("participations", "expired_offers", -3, sqlite_only=True),
    *_quiet("participations", "unanswered_chats", "x", sqlite_only=True),
    *_quiet("participations", "joined_at", "garbage", sqlite_only=True),
    *_quiet("participations", "silent_since", "garbage", sqlite_only=True),
    *_quiet("participations", "chats_paused_since", "garbage", sqlite_only=True),
    *_quiet("members", "language", "xx-nonsense", "", "../en", "tlh-Qaak-Xx"),
    *_quiet("members", "email", "no address", "@", "a b@example.org"),
    *_quiet("members", "created_at", "garbage", sqlite_only=True),
)
OF_MATCHES = (
    *_quiet("matches", "reasons", "[]", "7", "null", '{"criteria": 7}', '{"gaps": [7]}'),
    *_quiet("matches", "reasons", "not json", sqlite_only=True),
    *_quiet("matches", "meeting_at", "garbage", sqlite_only=True),
    *_quiet("matches", "introduced_at", "garbage", sqlite_only=True),
    *_quiet("matches", "met_at", "garbage", sqlite_only=True),
)
OF_GROUPS = (
    *_quiet("coffee_groups", "shared_interests", "{}", "7", "null", '["basket_weaving"]'),
    *_quiet("coffee_groups", "repeats", "7", "null", "{}"),
    *_quiet("coffee_groups", "asked_at", "garbage", sqlite_only=True),
)
OF_MAILS = _quiet("outbox_mails", "payload", "[]", "7", "null", "{}")


def plant_everything(session: Session, is_postgresql: bool) -> dict[int, Planted]:
    """Give each value to a member of its own, who takes part in everything; return who has which.

    Nobody of them is paired with another: what one row does must not hide what another does.
    """
    past = make_round(session, "2026-09")
    members: dict[int, Planted] = {}
    for planted in (*OF_MEMBERS, *OF_MATCHES, *OF_GROUPS, *OF_MAILS):
        if planted.sqlite_only and is_postgresql:
            continue
        number = len(members)
        member = _somebody(session, number)
        members[member.id] = planted
        _plant(session, planted, _row_of(session, planted, member, past, number), is_postgresql)
    session.expire_all()
    return members


def _somebody(session: Session, number: int) -> Member:
    member = make_mentee(
        session, f"Somebody {number}", {"finance": (1, 3)}, interests=["returning"]
    )
    hold_certification(member, "capm", "studying")
    part = part_of(session, member)
    part.is_mentor = part.is_networker = True
    session.flush()
    return member


def _row_of(session: Session, planted: Planted, member: Member, past: Round, number: int) -> str:
    """Make the row that is to hold the value; return the condition that finds it."""
    now = clock.now()
    match planted.table:
        case "members":
            return f"id = {member.id}"
        case "matches":
            other = make_mentor(session, f"Partner {number}", {"coaching": 4}, capacity=0)
            match = make_match(
                *(session, past, member, other, MatchStatus.ACTIVE),
                introduced_at=now,
                meeting_at=now,
            )
            return f"id = {match.id}"
        case "coffee_groups":
            other = make_member(session, f"Companion {number}")
            return f"id = {make_coffee_group(session, [member, other], '2026-09').id}"
        case "outbox_mails":
            other = make_mentor(session, f"Partner {number}", {"coaching": 4}, capacity=0)
            about = make_match(session, past, member, other, MatchStatus.ENDED)
            row = owe_a_mail(
                session, MailKind.MATCH_ENDED, f"match:{about.id}", member, {"match_id": about.id}
            )
            return f"id = {row.id}" if row else "false"
    return f"member_id = {member.id}"


def _plant(session: Session, planted: Planted, row: str, is_postgresql: bool) -> None:
    session.flush()
    if not is_postgresql:
        session.execute(sa.text("PRAGMA ignore_check_constraints = ON"))
    is_json = is_postgresql and planted.column in {
        *("languages", "interests", "reasons", "shared_interests", "repeats", "payload"),
    }
    value = "CAST(:value AS json)" if is_json else ":value"
    session.execute(
        sa.text(f"UPDATE {planted.table} SET {planted.column} = {value} WHERE {row}"),
        {"value": planted.value},
    )
