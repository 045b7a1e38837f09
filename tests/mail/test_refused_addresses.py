"""What a refusal of a recipient sets going, and what it does not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.monthly_match import make_round
from matchmaker.mail.answers import MOST_UNKNOWN
from matchmaker.mail.refusals import refuses_recipient
from matchmaker.models import (
    ChangeKind,
    CoffeeGroupMember,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    StatusChange,
)
from matchmaker.services.accounts.links import confirm_link, request_link, token_of
from matchmaker.services.cases.open_cases import open_cases
from matchmaker.services.outbox.retrying import retry_mail
from matchmaker.services.outbox.server import trouble_of
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_member,
    make_mentee,
    make_mentor,
    owe_a_mail,
    part_of,
    the_programme,
)
from tests.mail.conftest import deliver
from tests.mail.sink import Sink
from tests.mail.test_delivery import owe_welcomes

UNKNOWN = "550 5.1.1 <max@example.org>: Recipient address rejected: User unknown"


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (550, UNKNOWN),
        (550, "550 No such user here"),
        (550, "550 Requested action not taken: mailbox unavailable"),
        (551, "551 User does not exist"),
        (550, "550-5.1.1 The email account that you tried to reach does not exist."),
        (556, "556 5.1.10 Recipient address has null MX"),
    ],
)
def test_an_answer_that_nobody_lives_there_is_about_the_address(code: int, answer: str) -> None:
    assert refuses_recipient(code, answer)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (450, "450 4.1.1 User unknown in local table, try later"),
        (550, "550 5.7.1 Message rejected as spam: user unknown"),
        (554, "554 5.7.1 Relay access denied"),
        (550, "550 relay not permitted, unknown user"),
        (550, "550 5.1.8 Sender address rejected: Domain not found"),
        (550, "550 5.1.7 The sender's address is unknown"),
        (552, "552 5.2.2 Mailbox full"),
        (550, "550 mailbox full"),
        (550, "550 blocked"),
        (550, ""),
    ],
)
def test_every_other_refusal_is_not(code: int, answer: str) -> None:
    assert not refuses_recipient(code, answer)


class Scene:
    """Ada's best mentor is Max, whose address is none; Mia is next. Something was sent before."""

    def __init__(self, app: Flask, session: Session, sink: Sink) -> None:
        self.app, self.session, self.sink = app, session, sink
        self.ada = make_mentee(session, "Ada")
        self.max = make_mentor(session, "Max", interests=["agile_pmo"])
        self.ada.profile.interests = ["agile_pmo"]
        self.mia = make_mentor(session, "Mia")
        owe_a_mail(session, MailKind.WELCOME, f"member:{self.mia.id}", self.mia)
        session.commit()
        self.deliver()
        sink.answer_recipient = lambda to: UNKNOWN if to.startswith("max") else None

    def deliver(self) -> None:
        deliver(self.app, self.session, self.sink)
        self.session.expire_all()

    def offers(self) -> list[tuple[str, MatchStatus]]:
        rows = self.session.scalars(sa.select(Match).order_by(Match.id))
        return [(row.mentor.name, row.status) for row in rows]

    def titles(self) -> list[str]:
        return [case.title for case in open_cases(self.session, the_programme(self.session), NONE)]


NONE: frozenset[int] = frozenset()


@pytest.fixture
def scene(app: Flask, session: Session, sink: Sink) -> Scene:
    return Scene(app, session, sink)


def test_an_offer_to_an_address_that_is_none_goes_to_the_next_mentor_at_once(scene: Scene) -> None:
    make_round(scene.session, the_programme(scene.session), publish=True)
    assert scene.offers() == [("Max", MatchStatus.OFFERED)]

    scene.deliver()

    assert scene.offers() == [("Max", MatchStatus.WITHDRAWN), ("Mia", MatchStatus.OFFERED)]
    assert scene.max.address_refusal == "550 5.1.1 Recipient address rejected: User unknown"
    assert part_of(scene.session, scene.max).expired_offers == 0
    [change] = scene.session.scalars(sa.select(StatusChange).filter_by(new_status="withdrawn"))
    assert change.kind == ChangeKind.UNREACHABLE
    assert "Addresses that refuse mail" in scene.titles()


def test_through_it_nobody_is_asked_paired_or_reminded(scene: Scene) -> None:
    for member in (scene.ada, scene.max, scene.mia):
        part_of(scene.session, member).is_networker = True
    scene.max.address_refused_at = scene.max.created_at
    scene.session.commit()

    make_round(scene.session, the_programme(scene.session), publish=True)
    make_coffee_round(scene.session, the_programme(scene.session))

    assert scene.offers() == [("Mia", MatchStatus.OFFERED)]
    chatters = scene.session.scalars(sa.select(CoffeeGroupMember.member_id)).all()
    assert set(chatters) == {scene.ada.id, scene.mia.id}
    assert owe_a_mail(scene.session, MailKind.OFFER_REMINDER, "match:9", scene.max) is None


def test_a_mentee_whose_address_is_none_is_not_offered_until_it_is_mended(scene: Scene) -> None:
    scene.sink.answer_recipient = lambda to: UNKNOWN if to.startswith("ada") else None
    make_round(scene.session, the_programme(scene.session), publish=True)
    owe_a_mail(scene.session, MailKind.NO_MATCH, "round:9", scene.ada, {"round_id": 1})
    owe_a_mail(scene.session, MailKind.WELCOME, "member:1", scene.ada)
    scene.session.commit()

    scene.deliver()

    assert scene.offers() == [("Max", MatchStatus.WITHDRAWN)]


def test_a_corrected_address_begins_anew(scene: Scene) -> None:
    make_round(scene.session, the_programme(scene.session), publish=True)
    scene.deliver()

    scene.max.email = "maximilian@example.org"
    scene.session.commit()

    assert (scene.max.address_refused_at, scene.max.address_refusal) == (None, "")
    assert "Addresses that refuse mail" not in scene.titles()


def test_a_sign_in_link_that_was_used_shows_that_the_address_works(scene: Scene) -> None:
    make_round(scene.session, the_programme(scene.session), publish=True)
    scene.deliver()
    programme = the_programme(scene.session)
    link = request_link(scene.session, programme, scene.max.email, SECRET_KEY)
    assert link is not None

    confirm_link(scene.session, token_of(link, SECRET_KEY))

    assert scene.max.address_refused_at is None


def test_a_mail_that_is_tried_again_and_taken_shows_it_too(scene: Scene) -> None:
    row = owe_a_mail(scene.session, MailKind.WELCOME, "member:9", scene.max)
    assert row is not None
    scene.session.commit()
    scene.deliver()
    assert scene.max.address_refused_at is not None
    scene.sink.answer_recipient = lambda _to: None

    retry_mail(scene.session, the_programme(scene.session), row.id)
    scene.session.commit()
    scene.deliver()

    assert scene.max.address_refused_at is None


def test_mails_that_wait_for_the_member_are_cancelled(scene: Scene) -> None:
    first = owe_a_mail(scene.session, MailKind.WELCOME, "member:9", scene.max)
    second = owe_a_mail(scene.session, MailKind.WELCOME, "member:10", scene.max)
    assert first
    assert second
    second.next_attempt_at += timedelta(hours=1)
    scene.session.commit()

    scene.deliver()

    assert (first.status, second.status) == (MailStatus.FAILED, MailStatus.CANCELLED)


def test_a_server_that_takes_nobodys_mail_marks_nobody(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    members = [make_member(session, name) for name in ("Ana", "Ben")]
    for member in members:
        owe_a_mail(session, MailKind.WELCOME, f"member:{member.id}", member)
    session.commit()
    sink.answer_recipient = lambda _to: UNKNOWN

    deliver(app, session, sink)
    session.expire_all()

    assert [member.address_refused_at for member in members] == [None, None]
    statuses = session.scalars(sa.select(OutboxMail.status)).all()
    assert set(statuses) == {MailStatus.FAILED}
    assert session.scalars(sa.select(Member.address_refused_at)).all() == [None, None]


NAMES = ("Ben", "Cem", "Dora", "Eli", "Fay", "Gil", "Hal")


def say_unknown(to: str) -> str:
    return f"550 5.1.1 <{to}>: Recipient address rejected: User unknown"


def states(session: Session) -> dict[str, tuple[MailStatus, bool]]:
    """Of each member, what became of their mail, and whether the address is marked."""
    query = sa.select(Member.name, OutboxMail.status, Member.address_refused_at).join(
        OutboxMail, OutboxMail.member_id == Member.id
    )
    return {name: (status, mark is not None) for name, status, mark in session.execute(query)}


KEPT, MARKED, SENT = (
    (MailStatus.PENDING, False),
    (MailStatus.FAILED, True),
    (MailStatus.SENT, False),
)


def test_a_server_that_knows_nobody_refuses_us_and_marks_nobody(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana")
    deliver(app, session, sink)
    owe_welcomes(session, *NAMES)
    sink.answer_recipient = say_unknown
    clock.shift(timedelta(minutes=1))

    for _ in range(3):
        report = deliver(app, session, sink)

        assert "no such address" in report.fault
        assert (report.sent, report.failed, report.waiting) == (0, 0, len(NAMES))
        clock.shift(timedelta(minutes=1))

    assert states(session) == {"Ana": SENT} | dict.fromkeys(NAMES, KEPT)
    trouble = trouble_of(session)
    assert trouble is not None
    assert "@example.org" not in trouble.line

    sink.answer_recipient = lambda _to: None
    report = deliver(app, session, sink)

    assert (report.sent, report.fault) == (len(NAMES), "")
    assert trouble_of(session) is None


@pytest.mark.parametrize("count", [1, MOST_UNKNOWN - 1])
def test_fewer_are_believed_at_the_end_of_the_run(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, count: int
) -> None:
    owe_welcomes(session, "Ana")
    deliver(app, session, sink)
    owe_welcomes(session, *NAMES[:count])
    sink.answer_recipient = say_unknown
    clock.shift(timedelta(minutes=1))

    report = deliver(app, session, sink)

    assert (report.failed, report.fault) == (count, "")
    assert states(session) == {"Ana": SENT} | dict.fromkeys(NAMES[:count], MARKED)
    assert set(session.scalars(sa.select(OutboxMail.attempts))) == {1}


def test_one_after_the_other_in_runs_of_their_own_are_not_believed_for_ever(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana")
    deliver(app, session, sink)
    sink.answer_recipient = say_unknown

    faults = []
    for name in NAMES:
        clock.shift(timedelta(minutes=1))
        owe_welcomes(session, name)
        faults.append(bool(deliver(app, session, sink).fault))

    few = MOST_UNKNOWN - 1
    assert faults == [False] * few + [True] * (len(NAMES) - few)
    found = states(session)
    assert [found[name] for name in NAMES] == [MARKED] * few + [KEPT] * (len(NAMES) - few)


def test_many_wrong_addresses_in_a_row_let_the_others_by_and_are_marked_then(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, *NAMES, "Ana")
    sink.answer_recipient = lambda to: None if to.startswith("ana") else say_unknown(to)

    first = deliver(app, session, sink)
    clock.shift(timedelta(minutes=1))
    second = deliver(app, session, sink)
    clock.shift(timedelta(minutes=1))
    third = deliver(app, session, sink)

    assert (bool(first.fault), first.sent) == (True, 0)
    assert (second.fault, second.sent) == ("", 1)
    assert third.fault == ""
    assert states(session) == {"Ana": SENT} | dict.fromkeys(NAMES, MARKED)


def test_a_mail_that_is_taken_speaks_for_those_that_were_refused_before_it(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ben", "Ana", "Cem", "Dora", "Eli", "Fay")
    sink.answer_recipient = lambda to: None if to.startswith("ana") else say_unknown(to)

    report = deliver(app, session, sink)

    assert (report.sent, report.failed, report.fault) == (1, 5, "")
