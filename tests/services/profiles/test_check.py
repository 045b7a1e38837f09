"""What somebody may type into their profile, and what they are told otherwise."""

from collections.abc import Mapping

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.profiles.check import InvalidProfile, check_profile
from matchmaker.services.profiles.values import ProfileEntries, ProfileValues, SkillValues

OWN_ADDRESS = "mia@example.org"


def check(
    chosen: Mapping[str, tuple[str, ...]] | None = None,
    by_code: Mapping[str, Mapping[str, str]] | None = None,
    **text: str,
) -> ProfileValues:
    entries = ProfileEntries(text=text, chosen=chosen or {}, by_code=by_code or {})
    return check_profile(entries, own_address=OWN_ADDRESS, programme_time_zone="UTC")


def faults_of(
    chosen: Mapping[str, tuple[str, ...]] | None = None,
    by_code: Mapping[str, Mapping[str, str]] | None = None,
    **text: str,
) -> dict[str, str]:
    with pytest.raises(InvalidProfile) as caught:
        check(chosen, by_code, **text)
    return caught.value.faults


@pytest.mark.parametrize("name", ["mia@example.org", "Mia <mia@example.org>", "Mia (m@b.test)"])
def test_a_name_holds_no_address(name: str) -> None:
    """Whom a mentee is proposed to reads the name before the yes, and the address after it."""
    assert faults_of(name=name) == {"name": "Enter a name here, without a mail address."}
    assert check(name="Mia @ IT").name == "Mia @ IT"


def test_an_empty_form_can_be_stored() -> None:
    values = check()

    assert values == ProfileValues()


def test_a_blank_level_is_not_stated_and_never_zero() -> None:
    values = check(by_code={"level": {"risk": "", "finance": "0"}, "target": {"risk": "3"}})

    assert values.skills == {
        "risk": SkillValues(level=None, target_level=3),
        "finance": SkillValues(level=0, target_level=None),
    }


def test_a_skill_of_which_nothing_is_said_is_not_kept() -> None:
    values = check(by_code={"level": {"risk": ""}, "importance": {"risk": "2", "finance": "3"}})

    assert values.skills == {"finance": SkillValues(importance=3)}


def test_the_order_of_codes_is_that_of_the_taxonomy_and_each_counts_once() -> None:
    values = check(chosen={"languages": ("de", "en", "de")})

    assert values.languages == ("en", "de")


def test_text_is_stripped_and_loses_control_characters() -> None:
    values = check(name="  Mia\x00\n Okafor ", about="one\r\ntwo\x1b\n\n", goals="\ud800x")

    assert (values.name, values.about, values.goals) == ("Mia Okafor", "one\ntwo", "x")


def test_text_loses_marks_that_turn_it_around() -> None:
    values = check(name="Mia \u202egnikoj", about="one\u2066 two")

    assert (values.name, values.about) == ("Mia gnikoj", "one two")


@pytest.mark.parametrize(
    ("name", "said"),
    [("=?utf-8?q?x=0AReply-To:_evil@x?=", "mail programs"), ("\u200b\u2060", "Use letters")],
)
def test_a_name_that_would_act_or_cannot_be_seen_is_refused(name: str, said: str) -> None:
    with pytest.raises(InvalidProfile) as raised:
        check(name=name)

    assert said in raised.value.faults["name"]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("time_zone", "Middle/Earth", "such as Europe/Berlin"),
        ("time_zone", "../etc/passwd", "such as Europe/Berlin"),
        ("manager_email", "nobody", "like name@example.org"),
        ("manager_email", " MIA@example.org ", "You cannot be your own manager"),
        ("ladder_step", "emperor", "entries of the list"),
        ("target_role", "emperor", "entries of the list"),
        ("capacity", "6", "from 0 to 5"),
        ("capacity", "-1", "from 0 to 5"),
        ("capacity", "٣", "from 0 to 5"),
        ("paused_until", "tomorrow", "year-month-day"),
        ("wishes", "ana@example.org\nnot an address", "“not an address” is not a mail address"),
        ("wishes", "Mia@Example.org", "leave out mia@example.org"),
        ("wishes", "\n".join(f"p{n}@example.org" for n in range(51)), "at most 50"),
        ("name", "x" * 201, "Shorten this to 200 characters; it has 201"),
        ("department", "x" * 121, "Shorten this to 120"),
        ("goals", "x" * 2001, "Shorten this to 2,000"),
    ],
)
def test_each_wrong_entry_is_told_in_a_sentence(field: str, text: str, said: str) -> None:
    faults = faults_of(**{field: text})

    assert list(faults) == [field]
    assert said in faults[field]


@pytest.mark.parametrize("kind", ["level", "target", "importance", "certification"])
def test_an_unknown_code_is_refused(kind: str) -> None:
    faults = faults_of(by_code={kind: {"juggling": "1"}})

    assert "juggling" in faults["form"]


@pytest.mark.parametrize(
    ("kind", "code", "text"),
    [
        ("level", "risk", "6"),
        ("target", "risk", "high"),
        ("importance", "risk", "0"),
        ("certification", "pmp", "lost"),
    ],
)
def test_an_unknown_value_is_told_at_its_field(kind: str, code: str, text: str) -> None:
    assert list(faults_of(by_code={kind: {code: text}})) == [f"{kind}-{code}"]


@pytest.mark.parametrize("group", ["roles", "languages", "interests"])
def test_an_unknown_choice_is_told_at_its_group(group: str) -> None:
    assert list(faults_of(chosen={group: ("unheard-of",)})) == [group]


def test_all_faults_come_at_once_together_with_what_was_right() -> None:
    with pytest.raises(InvalidProfile) as caught:
        check(name="Mia", time_zone="nowhere", capacity="9")

    assert set(caught.value.faults) == {"time_zone", "capacity"}
    assert caught.value.values.name == "Mia"


def test_wishes_are_normalised_and_told_once() -> None:
    values = check(wishes=" Ana@Example.org, bo@example.org;\n\nana@example.org")

    assert values.wishes == ("ana@example.org", "bo@example.org")


@time_machine.travel("2026-12-31T23:30:00Z", tick=False)
def test_a_break_must_end_after_today_where_the_member_lives() -> None:
    in_london = check(paused_until="2027-01-01", time_zone="Europe/London")
    in_tokyo = faults_of(paused_until="2027-01-01", time_zone="Asia/Tokyo")

    assert in_london.paused_until is not None
    assert "not in the future" in in_tokyo["paused_until"]


@given(
    text=st.dictionaries(
        st.sampled_from(["name", "time_zone", "manager_email", "paused_until", "wishes", "goals"]),
        st.text(max_size=80),
    ),
    levels=st.dictionaries(st.text(max_size=12), st.text(max_size=4), max_size=4),
    roles=st.lists(st.text(max_size=8), max_size=4),
)
def test_whatever_is_typed_gives_values_or_sentences(
    text: dict[str, str], levels: dict[str, str], roles: list[str]
) -> None:
    faults: dict[str, str] = {}
    try:
        values = check({"roles": tuple(roles)}, {"level": levels}, **text)
    except InvalidProfile as invalid:
        values, faults = invalid.values, invalid.faults

    assert all(sentence.strip() for sentence in faults.values())
    assert "\x00" not in values.name + values.goals
