"""A profile is stored as it was given, half done or complete."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    CertificationState,
    Exclusion,
    ExclusionSource,
    LevelCause,
    ProfileSkill,
)
from matchmaker.services.profiles.levels import level_changes
from matchmaker.services.profiles.storing import (
    end_pause,
    missing_for_matching,
    profile_of,
    save_profile,
)
from matchmaker.services.profiles.values import ProfileValues, SkillValues
from tests.factories import exclude, make_member, make_mentee, part_of, the_programme

FULL = ProfileValues(
    name="Mia Okafor",
    is_mentee=True,
    is_mentor=True,
    is_networker=True,
    department="Finance",
    job_title="Analyst",
    location="Leeds",
    time_zone="Europe/London",
    languages=("en", "de"),
    manager_email="boss@example.org",
    ladder_step="aspiring",
    about="Likes order.",
    skills={
        "risk": SkillValues(level=1, target_level=4, importance=3),
        "finance": SkillValues(level=4),
        "methods": SkillValues(target_level=2),
    },
    certifications={"pmp": CertificationState.WANTED, "capm": CertificationState.HELD},
    other_certification="Sailing",
    interests=("agile_pmo", "community"),
    target_role="analyst",
    goals="To lead a board.",
    help_with="Budgets.",
    capacity=3,
    paused_until=date(2030, 1, 1),
    wishes=("ana@example.org", "bo@example.org"),
)


def test_each_change_of_a_level_is_kept_with_its_day_and_cause(session: Session) -> None:
    member, programme = make_member(session), the_programme(session)
    before = {"risk": SkillValues(level=1, target_level=4), "finance": SkillValues(level=4)}
    after = {"risk": SkillValues(level=2, target_level=5), "methods": SkillValues(level=0)}
    save_profile(session, programme, member, replace(FULL, skills=before))
    first = len(level_changes(session, member))

    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        for _press in range(2):
            save_profile(session, programme, member, replace(FULL, skills=after))

    changes = level_changes(session, member)
    assert first == len(before)
    assert [(each.skill, each.from_level, each.to_level) for each in changes[first:]] == [
        ("finance", 4, None),
        ("methods", None, 0),
        ("risk", 1, 2),
    ]
    assert {each.cause for each in changes} == {LevelCause.OWN_FORM}


def test_who_tries_out_levels_in_one_sitting_has_changed_them_once(session: Session) -> None:
    member, programme = make_member(session), the_programme(session)

    for level in (1, 4, 2):
        skills = {"risk": SkillValues(level=level), "finance": SkillValues(level=4 - level)}
        save_profile(session, programme, member, replace(FULL, skills=skills))
    save_profile(session, programme, member, replace(FULL, skills={"risk": SkillValues(level=2)}))

    changes = level_changes(session, member)
    assert [(each.skill, each.from_level, each.to_level) for each in changes] == [("risk", None, 2)]


def test_every_field_comes_back_as_it_was_saved(session: Session) -> None:
    member = make_member(session)

    save_profile(session, the_programme(session), member, FULL)
    session.commit()
    session.expire_all()

    assert profile_of(session, the_programme(session), member) == FULL
    assert all(getattr(FULL, field.name) for field in fields(FULL))


def test_a_later_save_replaces_the_earlier_one(session: Session) -> None:
    member = make_member(session)
    save_profile(session, the_programme(session), member, FULL)
    changed = replace(
        FULL,
        skills={"risk": SkillValues(level=2, target_level=4), "coaching": SkillValues(level=0)},
        certifications={"pmp": CertificationState.HELD},
        wishes=("bo@example.org", "cy@example.org"),
        paused_until=None,
    )

    save_profile(session, the_programme(session), member, changed)
    session.commit()
    session.expire_all()

    assert profile_of(session, the_programme(session), member) == changed


def test_a_blank_level_is_null_in_the_database(session: Session) -> None:
    member = make_member(session)

    save_profile(session, the_programme(session), member, FULL)

    rows = session.execute(sa.select(ProfileSkill.skill, ProfileSkill.level)).all()
    assert dict(tuple(row) for row in rows) == {"risk": 1, "finance": 4, "methods": None}


def test_a_wish_leaves_bans_and_other_members_wishes_alone(session: Session) -> None:
    member, other = make_member(session), make_member(session)
    for owner, source in ((member, ExclusionSource.BAN), (other, ExclusionSource.WISH)):
        exclude(session, owner, "ana@example.org", source)
    save_profile(session, the_programme(session), member, FULL)

    save_profile(session, the_programme(session), member, replace(FULL, wishes=()))

    left = session.execute(sa.select(Exclusion.member_id, Exclusion.source)).all()
    assert sorted(left) == [
        (member.id, ExclusionSource.BAN),
        (other.id, ExclusionSource.WISH),
    ]


def test_a_profile_is_complete_from_the_first_save_that_lacks_nothing(session: Session) -> None:
    member = make_member(session)
    member.profile.completed_at = None
    save_profile(session, the_programme(session), member, replace(FULL, languages=()))
    half_done = member.profile.completed_at

    save_profile(session, the_programme(session), member, FULL)
    first = member.profile.completed_at
    save_profile(session, the_programme(session), member, replace(FULL, about="Changed."))

    assert half_done is None
    assert first is not None
    assert member.profile.completed_at == first


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, ()),
        ({"name": ""}, ("name",)),
        ({"time_zone": ""}, ("time_zone",)),
        ({"languages": ()}, ("languages",)),
        ({"skills": {}}, ("gap", "teachable")),
        ({"skills": {}, "is_mentor": False}, ("gap",)),
        ({"skills": {"risk": SkillValues(3, 3)}}, ("gap",)),
        ({"skills": {"risk": SkillValues(None, 4)}, "is_mentor": False}, ("gap",)),
        ({"skills": {"risk": SkillValues(0, 4)}}, ("teachable",)),
        ({"skills": {}, "is_mentee": False, "is_mentor": False}, ()),
        ({"is_mentee": False, "is_mentor": False, "is_networker": False}, ("roles",)),
    ],
)
def test_what_a_round_still_needs_is_named(
    change: dict[str, object], missing: tuple[str, ...]
) -> None:
    assert missing_for_matching(replace(FULL, **change)) == missing  # type: ignore[arg-type]


def test_a_break_can_be_ended_at_once(session: Session) -> None:
    mentee = make_mentee(session)
    part_of(session, mentee).paused_until = date(2030, 1, 1)

    assert end_pause(session, the_programme(session), mentee) is True
    assert part_of(session, mentee).paused_until is None
    assert end_pause(session, the_programme(session), mentee) is False
