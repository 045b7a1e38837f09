"""Leaving: out of everything at once, the other side told neutrally, thirty days to come back."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import (
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    RoundStatus,
)
from matchmaker.services.accounts.sign_in import member_of_session, open_session
from matchmaker.services.privacy.leaving import OnlyCoordinator, leave_programme
from matchmaker.services.programme.programmes import is_coordinator
from matchmaker.services.rounds.rounds import freeze_round, open_round
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    part_of,
    the_programme,
)


def leave(session: Session, member: Member) -> None:
    leave_programme(session, member, even_if_only_coordinator=False)
    session.commit()


def owed(session: Session) -> list[tuple[str, MailKind]]:
    rows = sa.select(OutboxMail).filter_by(status=MailStatus.PENDING).order_by(OutboxMail.id)
    return [(row.recipient, row.kind) for row in session.scalars(rows)]


def frozen_round(session: Session) -> object:
    round_ = open_round(session, make_round(session, "2026-01").programme, "2026-11")
    freeze_round(session, round_)
    round_.status = RoundStatus.PUBLISHED
    return round_


def test_a_mentee_who_leaves_frees_the_mentor_who_is_told_neutrally(session: Session) -> None:
    ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
    match = make_match(session, make_round(session), ada, mia)
    owe_a_mail(
        session,
        MailKind.OFFER,
        f"match:{match.id}",
        mia,
        {"match_id": match.id},
    )

    leave(session, ada)

    assert match.status == MatchStatus.CANCELLED
    assert match.ended_at
    assert owed(session) == [(mia.email, MailKind.OFFER_WITHDRAWN)]


def test_a_mentor_who_leaves_makes_room_for_the_next_best(session: Session) -> None:
    ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia", levels={"risk": 5})
    bea = make_mentor(session, "Bea", levels={"risk": 3})
    match = make_match(session, frozen_round(session), ada, mia)

    leave(session, mia)

    offered = session.scalars(sa.select(Match).filter_by(status=MatchStatus.OFFERED)).one()
    assert (match.status, offered.mentor_id) == (MatchStatus.CANCELLED, bea.id)
    assert (ada.email, MailKind.OFFER_FELL_THROUGH) in owed(session)


@pytest.mark.parametrize("status", [MatchStatus.INTRODUCED, MatchStatus.ACTIVE])
def test_a_mentor_who_leaves_a_mentorship_gives_the_mentee_first_priority(
    session: Session, status: MatchStatus
) -> None:
    ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
    match = make_match(session, make_round(session), ada, mia, status)

    leave(session, mia)

    assert match.status == MatchStatus.CANCELLED
    assert part_of(session, ada).has_first_priority
    assert owed(session) == [(ada.email, MailKind.MATCH_ENDED)]


def test_nothing_more_is_sent_to_somebody_who_left_and_no_session_goes_on(session: Session) -> None:
    ada = make_mentee(session, "Ada")
    owe_a_mail(session, MailKind.WELCOME, f"member:{ada.id}", ada)
    token = open_session(session, ada)

    leave(session, ada)

    assert owed(session) == []
    assert member_of_session(session, token) is None
    assert owe_a_mail(session, MailKind.NO_MATCH, "round:1", ada) is None


def test_leaving_twice_is_leaving_once(session: Session) -> None:
    ada = make_mentee(session, "Ada")
    leave(session, ada)
    moment = ada.left_at

    leave(session, ada)

    assert ada.left_at == moment


def test_the_only_coordinator_names_another_one_first(session: Session) -> None:
    cora = make_coordinator(session)

    with pytest.raises(OnlyCoordinator):
        leave_programme(session, cora, even_if_only_coordinator=False)

    assert cora.left_at is None
    make_coordinator(session, "Cleo")
    leave(session, cora)
    assert not is_coordinator(session, the_programme(session), cora)
