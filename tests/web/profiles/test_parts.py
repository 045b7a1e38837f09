"""The parts of the profile are saved one by one, and none of them over something newer."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from jobs.monthly_match import make_round
from matchmaker.models import Match, MatchStatus, Member, OutboxMail, Profile
from matchmaker.services.profiles.parts import FIELDS, PARTS
from matchmaker.services.profiles.storing import profile_of
from matchmaker.services.profiles.values import ProfileValues
from tests.factories import make_member, make_mentee, make_mentor, part_of
from tests.factories import the_programme as programme_of
from tests.web.browsing import text_of
from tests.web.conftest import SignIn
from tests.web.profiles.test_form import WHOLE_FORM, page_of, typed_into


@dataclass(frozen=True, slots=True)
class Filler:
    """Mia, who has filled in everything, and her browser."""

    session: Session
    member: Member
    browser: FlaskClient

    def open(self) -> dict[str, str | list[str]]:
        """Return what a page that is opened now would send, unchanged."""
        return sent_by(self.browser.get("/profile"))

    def press(self, part: str, form: dict[str, str | list[str]]) -> TestResponse:
        return self.browser.post("/profile", data=form | {"action": f"save-{part}"})

    def let_save(self, part: str, form: dict[str, str | list[str]]) -> TestResponse:
        """Send a part as the script does."""
        return self.press(part, form | {"by_itself": "yes"})

    def stored(self) -> ProfileValues:
        values = profile_of(self.session, programme_of(self.session), self.member)
        # The test's own transaction would keep the next request waiting.
        self.session.rollback()
        return values


def sent_by(response: TestResponse) -> dict[str, str | list[str]]:
    page = page_of(response)
    versions = {str(each["name"]): str(each["value"]) for each in page.select("[name^=version-]")}
    return typed_into(page) | versions


@pytest.fixture
def mia(session: Session, sign_in: SignIn) -> Filler:
    member = make_member(session, "Mia", time_zone="", languages=[])
    browser = sign_in(member)
    browser.post("/profile", data=WHOLE_FORM)
    return Filler(session, member, browser)


def test_every_field_is_in_one_part() -> None:
    fields = [name for part in PARTS for name in FIELDS[part]]

    assert sorted(fields) == sorted(ProfileValues.__slots__)


def test_a_part_is_saved_alone_and_said_to_be(mia: Filler) -> None:
    form = mia.open() | {"about": "New."}

    answer = mia.press("about-you", form)

    assert (answer.status_code, answer.location) == (303, "/profile?saved=about-you#about-you")
    assert mia.stored().about == "New."
    page = mia.browser.get("/profile?saved=about-you").text
    assert text_of(page).count("“About you” is saved.") == 2


def test_what_is_typed_elsewhere_is_not_saved_with_it_and_not_lost(mia: Filler) -> None:
    form = mia.open() | {"about": "New.", "goals": "Typed.", "capacity": "77"}

    answer = mia.press("about-you", form)

    assert answer.status_code == 200
    assert (mia.stored().about, mia.stored().goals) == ("New.", "To lead a board.")
    again = sent_by(answer)
    assert (again["goals"], again["capacity"]) == ("Typed.", "77")
    said = text_of(answer.text)
    assert "What you typed under As a mentee and As a mentor is still here" in said
    saved = mia.press("as-a-mentee", again)
    assert saved.status_code == 200
    assert mia.stored().goals == "Typed."


def test_a_fault_elsewhere_does_not_keep_a_part_from_being_saved(mia: Filler) -> None:
    form = mia.open() | {"manager_email": "nobody", "goals": "Typed."}

    assert mia.press("as-a-mentee", form).status_code == 200
    assert mia.press("about-you", form).status_code == 422

    assert (mia.stored().goals, mia.stored().manager_email) == ("Typed.", "boss@example.org")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_can_be_saved_unchanged(mia: Filler, part: str) -> None:
    before = mia.stored()

    assert mia.press(part, mia.open()).status_code == 303
    assert mia.stored() == before


def test_what_was_saved_elsewhere_meanwhile_is_shown_beside_what_was_typed(mia: Filler) -> None:
    here, there = mia.open(), mia.open()
    mia.press("about-you", there | {"about": "From the phone.", "location": "York"})

    answer = mia.press("about-you", here | {"about": "From the desk."})

    assert answer.status_code == 409
    said = text_of(answer.text)
    assert "Saved there under “About you”" in said
    assert "Location York" in said
    assert "A few words about yourself From the phone." in said
    assert mia.stored().about == "From the phone."
    again = sent_by(answer)
    assert again["about"] == "From the desk."
    assert mia.press("about-you", again).status_code == 303
    assert (mia.stored().about, mia.stored().location) == ("From the desk.", "Leeds")


def test_every_answer_that_is_newer_is_told_in_words(mia: Filler) -> None:
    here = mia.open()
    mia.browser.post("/profile", data={
        "name": "Mia", "level-risk": "2", "capacity": "2", "roles": ["networker"],
    })  # fmt: skip

    answer = mia.browser.post("/profile", data=here | {"about": "x", "goals": "y"} | {
        "level-risk": "5", "interests": [], "capacity": "1", "roles": ["mentor"], "wishes": "",
        "paused_until": "2031-01-01",
    })  # fmt: skip

    assert answer.status_code == 409
    said = text_of(answer.text)
    assert "What brings you here? Coffee chats" in said
    assert "Risk, issue and dependency management (now: 2 · Practising, target: not stated)" in said
    assert "How many mentees at a time? 2" in said
    assert "Taking a break? Your first day back blank" in said


def test_a_part_that_was_left_alone_does_not_undo_what_is_newer(mia: Filler) -> None:
    here, there = mia.open(), mia.open()
    mia.press("about-you", there | {"about": "From the phone."})

    answer = mia.browser.post("/profile", data=here | {"goals": "From the desk."})

    assert answer.status_code == 303
    assert mia.stored().about == "From the phone."
    assert mia.stored().goals == "From the desk."


def test_sending_the_same_twice_is_no_conflict(mia: Filler) -> None:
    form = mia.open() | {"about": "New."}

    assert [mia.press("about-you", form).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣"])
def test_a_version_that_is_no_number_is_an_old_one(mia: Filler, version: str) -> None:
    form = mia.open() | {"about": "New.", "version-about-you": version}

    assert mia.press("about-you", form).status_code == 409


def test_the_script_is_told_of_the_new_version_and_the_next_save_needs_it(mia: Filler) -> None:
    form = mia.open()

    answer = mia.let_save("about-you", form | {"about": "One."})

    assert answer.json is not None
    assert answer.json["state"] == "saved"
    assert answer.json["words"] == "“About you” is saved."
    assert answer.json["states"]["as-a-mentor"] == "done"
    newer = form | {"about": "Two.", "version-about-you": str(answer.json["version"])}
    assert mia.let_save("about-you", newer).status_code == 200
    late = mia.let_save("about-you", form | {"about": "Three."})
    assert (late.status_code, late.json and late.json["state"]) == (409, "newer")
    assert mia.stored().about == "Two."


def test_the_script_is_told_of_the_faults_of_its_part_alone(mia: Filler) -> None:
    form = mia.open() | {"manager_email": "nobody", "capacity": "77", "about": "New."}

    answer = mia.let_save("about-you", form)

    assert answer.status_code == 422
    assert answer.json is not None
    assert [fault["anchor"] for fault in answer.json["faults"]] == ["manager_email"]
    assert "one answer needs another look" in answer.json["words"]
    assert mia.stored().about == "Likes order."


@pytest.mark.parametrize(("part", "field"), [("roles", "roles"), ("preferences", "paused_until")])
def test_a_script_takes_no_request_back_by_itself(
    session: Session, sign_in: SignIn, part: str, field: str
) -> None:
    make_mentee(session, needs={"risk": (1, 4)})
    mentor = make_mentor(session, levels={"risk": 4})
    make_round(session, programme_of(session), publish=True)
    match_id, status = session.scalars(sa.select(Match)).one().id, MatchStatus.OFFERED
    asked = Filler(session, mentor, sign_in(mentor))
    changed: str | list[str] = [] if field == "roles" else "2031-01-01"
    form = asked.open() | {field: changed}
    mails = session.scalar(sa.select(sa.func.count()).select_from(OutboxMail))
    session.commit()

    answer = asked.let_save(part, form)

    assert answer.json is not None
    assert (answer.status_code, answer.json["state"]) == (409, "asks")
    session.expire_all()
    assert session.get_one(Match, match_id).status == status
    assert part_of(session, mentor).is_mentor
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMail)) == mails
    session.commit()
    assert asked.press(part, form).location == f"/profile?saved={part}"
    session.expire_all()
    assert session.get_one(Match, match_id).status == MatchStatus.WITHDRAWN


def test_without_a_button_that_exists_everything_is_saved(mia: Filler) -> None:
    answer = mia.press("nothing", mia.open() | {"about": "New."})

    assert (answer.status_code, answer.location) == (303, "/profile/saved")
    assert mia.browser.get("/profile?saved=nothing").status_code == 200


def test_each_part_has_a_button_that_says_which_it_saves(mia: Filler) -> None:
    page = BeautifulSoup(mia.browser.get("/profile").text, "html.parser")

    buttons = [" ".join(each.text.split()) for each in page.select("button[value^=save-]")]
    assert buttons == [
        "Save “What brings you here?”",
        "Save “About you”",
        "Save “Where you stand”",
        "Save “As a mentee”",
        "Save “As a mentor”",
        "Save “Preferences”",
    ]


def test_a_profile_completed_part_by_part_is_complete(session: Session, sign_in: SignIn) -> None:
    newcomer = make_member(session, "Mia", time_zone="", languages=[])
    newcomer.profile.completed_at = None
    filler = Filler(session, newcomer, sign_in(newcomer))

    for part in PARTS:
        filler.let_save(part, WHOLE_FORM)

    session.expire_all()
    assert session.get_one(Profile, newcomer.id).completed_at is not None
