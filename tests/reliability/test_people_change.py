"""People change between a proposal and its publication, and between an offer and its answer.

Ada is paired with Mia; Max would be the next best. Somebody changes something; then the round is
published, or the hourly job runs, and every mail that is owed is really sent.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs.follow_up import follow_up_all
from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.models import Match, MatchStatus, Member, Round
from matchmaker.services.matches.offers import NoLongerHolds, accept_offer
from matchmaker.services.matches.profile_changes import change_parts
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.leaving import leave_programme
from matchmaker.services.profiles.parts import PARTS
from matchmaker.services.profiles.storing import profile_of
from matchmaker.services.profiles.values import ProfileValues, SkillValues
from tests.conftest import SECRET_KEY
from tests.factories import make_mentee, make_mentor, the_programme
from tests.mail.conftest import deliver
from tests.mail.sink import Sink, running_sink
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.slow

Change = Callable[[Session, Member], object]


def edit(**fields: object) -> Change:
    """A change of some fields of a profile, made in the form."""

    def change(session: Session, member: Member) -> object:
        values = profile_of(session, the_programme(session), member)
        known = {name: getattr(values, name) for name in ProfileValues.__dataclass_fields__}
        typed = ProfileValues(**(known | fields))
        return change_parts(session, the_programme(session), member, typed, PARTS, {})

    return change


def leave(session: Session, member: Member) -> object:
    return leave_programme(session, member, even_if_only_coordinator=True)


def erase(session: Session, member: Member) -> object:
    return erase_member(session, member, SECRET_KEY)


def edit_by_import(**fields: object) -> Change:
    """A change that comes from elsewhere than the form: nobody looks at open offers then."""

    def change(session: Session, member: Member) -> object:
        for name, value in fields.items():
            setattr(member.participations[0], name, value)
        return session.flush()

    return change


AWAY = {"paused_until": clock.today("UTC") + timedelta(days=60)}
MENTEE_GOES: dict[str, Change] = {
    "takes a break": edit(**AWAY),
    "is no mentee any more": edit(is_mentee=False),
    "leaves": leave,
    "is erased": erase,
    "takes a break by import": edit_by_import(**AWAY),
}
MENTOR_GOES: dict[str, Change] = {
    "takes a break": edit(**AWAY),
    "is no mentor any more": edit(is_mentor=False),
    "has no place any more": edit(capacity=0),
    "leaves": leave,
    "is erased": erase,
    "has no place by import": edit_by_import(capacity=0),
}
PAIR_PARTS: dict[str, tuple[str, Change]] = {
    "the mentee would rather not": ("Ada", edit(wishes=("mia@example.org",))),
    "the mentor would rather not": ("Mia", edit(wishes=("ada@example.org",))),
    "the mentor is the mentee's manager now": ("Ada", edit(manager_email="mia@example.org")),
    "both have one manager now": ("Ada", edit(manager_email="boss@example.org")),
}
PROFILES_PART: dict[str, tuple[str, Change]] = {
    "they share no language": ("Mia", edit(languages=("fr",))),
    "the mentor cannot teach it": ("Mia", edit(skills={"risk": SkillValues(level=2)})),
}


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything."""
    with running_sink() as sink:
        yield sink


@pytest.fixture
def people(session: Session) -> dict[str, Member]:
    ada = make_mentee(session, "Ada", needs={"risk": (1, 5)})
    mia = make_mentor(session, "Mia", levels={"risk": 5}, manager_email="boss@example.org")
    max_ = make_mentor(session, "Max", levels={"risk": 3}, manager_email="other@example.org")
    make_round(session, the_programme(session), "2026-11")
    session.commit()
    assert session.scalars(sa.select(Match.mentor_id)).one() == mia.id
    return {"Ada": ada, "Mia": mia, "Max": max_}


def publish(session: Session) -> None:
    publish_round(session, session.scalars(sa.select(Round)).one(), None)
    session.commit()


def do(session: Session, member: Member, change: Change) -> None:
    change(session, member)
    session.commit()


def offered_to(session: Session) -> list[str]:
    """Who has an open offer, by name."""
    query = sa.select(Member.name).join(Match, Match.mentor_id == Member.id)
    return list(session.scalars(query.where(Match.status == MatchStatus.OFFERED)))


def receivers(app: Flask, session: Session, sink: Sink) -> list[str]:
    """Send everything; return who got how many mails. Nothing may fail."""
    before = len(sink.mails)
    report = deliver(app, session, sink)
    assert (report.failed, report.delayed, report.trouble, report.fault) == (0, 0, "", "")
    names = {"ada@example.org": "Ada", "mia@example.org": "Mia", "max@example.org": "Max"}
    return sorted(names[mail.recipients[0]] for mail in sink.mails[before:])


@pytest.mark.parametrize("change", MENTEE_GOES.values(), ids=MENTEE_GOES)
def test_a_mentee_who_goes_before_publication_is_not_offered(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, change: Change
) -> None:
    do(session, people["Ada"], change)
    publish(session)

    assert offered_to(session) == []
    assert receivers(app, session, sink) == []


@pytest.mark.parametrize("change", MENTOR_GOES.values(), ids=MENTOR_GOES)
def test_a_mentor_who_goes_before_publication_is_replaced(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, change: Change
) -> None:
    do(session, people["Mia"], change)
    publish(session)

    assert offered_to(session) == ["Max"]
    assert receivers(app, session, sink) == ["Max"]


@pytest.mark.parametrize(
    ("who", "change"),
    (PAIR_PARTS | PROFILES_PART).values(),
    ids=PAIR_PARTS | PROFILES_PART,
)
def test_a_pair_that_may_not_be_paired_any_more_is_not_offered(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, who: str, change: Change
) -> None:
    do(session, people[who], change)
    publish(session)

    assert offered_to(session) == ["Max"]
    assert receivers(app, session, sink) == ["Max"]


def test_a_pair_that_was_locked_stands_above_the_rules_but_not_above_a_wish(
    session: Session, people: dict[str, Member]
) -> None:
    session.scalars(sa.select(Match)).one().is_locked = True
    do(session, people["Mia"], edit(languages=("fr",)))

    publish(session)

    assert offered_to(session) == ["Mia"]


def test_the_next_best_is_not_somebody_who_manages_the_mentee_by_now(
    session: Session, people: dict[str, Member]
) -> None:
    do(session, people["Mia"], edit(is_mentor=False))
    do(session, people["Ada"], edit(manager_email="max@example.org"))

    publish(session)

    assert offered_to(session) == []


def make_the_offer(app: Flask, session: Session, sink: Sink) -> Match:
    publish(session)
    assert receivers(app, session, sink) == ["Mia"]
    return session.scalars(sa.select(Match)).one()


@pytest.mark.parametrize("change", MENTEE_GOES.values(), ids=MENTEE_GOES)
def test_a_mentee_who_goes_before_the_answer_is_not_introduced(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, change: Change
) -> None:
    offer = make_the_offer(app, session, sink)
    do(session, people["Ada"], change)
    offer_id, mia_id = offer.id, people["Mia"].id
    session.commit()

    answer = browser_of(app, mia_id).post(f"/offers/{offer_id}/accept")

    session.expire_all()
    assert answer.status_code == 409
    assert "There is nothing you need to do" in text_of(answer.text)
    assert offered_to(session) == []
    assert receivers(app, session, sink) == ["Mia"]


@pytest.mark.parametrize("change", MENTOR_GOES.values(), ids=MENTOR_GOES)
def test_a_mentor_who_goes_before_the_answer_is_replaced(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, change: Change
) -> None:
    make_the_offer(app, session, sink)
    do(session, people["Mia"], change)

    follow_up_all(session, the_programme(session))

    assert offered_to(session) == ["Max"]
    assert receivers(app, session, sink) == ["Ada", "Max"], "Mia knows: she did it herself"


@pytest.mark.parametrize(("who", "change"), PAIR_PARTS.values(), ids=PAIR_PARTS)
def test_a_pair_that_may_not_be_paired_any_more_is_not_introduced(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, who: str, change: Change
) -> None:
    offer = make_the_offer(app, session, sink)
    do(session, people[who], change)

    if offer.status == MatchStatus.OFFERED:
        with pytest.raises(NoLongerHolds):
            accept_offer(session, offer, people["Mia"])
        session.rollback()
    follow_up_all(session, the_programme(session))

    assert offer.status == MatchStatus.WITHDRAWN
    assert offered_to(session) == ["Max"]
    assert receivers(app, session, sink) == ["Ada", "Max", "Mia"]


def test_a_wish_tells_nobody_at_once_who_was_asked(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink
) -> None:
    offer = make_the_offer(app, session, sink)

    do(session, people["Ada"], edit(wishes=("mia@example.org",)))

    assert offer.status == MatchStatus.OFFERED
    assert receivers(app, session, sink) == []


@pytest.mark.parametrize(("who", "change"), PROFILES_PART.values(), ids=PROFILES_PART)
def test_what_else_a_profile_says_is_for_the_mentor_to_judge(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, who: str, change: Change
) -> None:
    offer = make_the_offer(app, session, sink)
    do(session, people[who], change)

    follow_up_all(session, the_programme(session))
    accept_offer(session, offer, people["Mia"])

    assert receivers(app, session, sink) == ["Ada", "Mia"]


def test_fewer_places_leave_open_what_may_still_be_accepted(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink
) -> None:
    people["Mia"].participations[0].capacity = 3
    offer = make_the_offer(app, session, sink)

    do(session, people["Mia"], edit(capacity=1))
    follow_up_all(session, the_programme(session))

    assert offer.status == MatchStatus.OFFERED
    accept_offer(session, offer, people["Mia"])
    assert offer.status == MatchStatus.INTRODUCED


def test_the_form_says_what_became_of_an_open_question(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink
) -> None:
    make_the_offer(app, session, sink)
    ada, mia = people["Ada"].id, people["Mia"].id
    session.commit()

    as_mentor = browser_of(app, mia)
    as_mentor.post("/profile", data={"name": "Mia", "roles": "networker"})
    as_mentee = browser_of(app, ada)
    as_mentee.post("/profile", data={"name": "Ada", "roles": "networker"})

    assert "we have taken it back" in text_of(as_mentor.get("/profile/saved").text)
    assert "we have taken the request back" in text_of(as_mentee.get("/profile/saved").text)


@pytest.mark.parametrize("go", [leave, erase], ids=["leaves", "is erased"])
@pytest.mark.parametrize("who", ["Ada", "Mia"])
def test_who_leaves_after_a_yes_gets_no_introduction_and_the_other_is_told(
    app: Flask, session: Session, people: dict[str, Member], sink: Sink, who: str, go: Change
) -> None:
    offer = make_the_offer(app, session, sink)
    accept_offer(session, offer, people["Mia"])
    session.commit()

    do(session, people[who], go)
    follow_up_all(session, the_programme(session))

    stays = "Mia" if who == "Ada" else "Ada"
    assert receivers(app, session, sink) == [stays]
    assert offer.status == MatchStatus.CANCELLED
