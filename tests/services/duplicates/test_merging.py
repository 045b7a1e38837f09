"""Two entries of one person become one, and everything that hangs on either follows."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.monthly_match import make_round as match_the_month
from jobs.monthly_match import replay_round
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    AccessEntry,
    Exclusion,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    Refusable,
    SignInIdentity,
)
from matchmaker.services.accounts.links import (
    LinkUnusable,
    confirm_link,
    request_link,
    token_of,
)
from matchmaker.services.accounts.sign_in import member_of_session, open_session
from matchmaker.services.addresses.known import find_member
from matchmaker.services.coffee.snapshot import take_networkers
from matchmaker.services.duplicates.merging import (
    OTHERWISE,
    SIMPLY_MOVED,
    MergeRefused,
    ProfileOf,
    merge_members,
    why_not,
)
from matchmaker.services.duplicates.preview import preview_merge
from matchmaker.services.matches.offers import decline_offer
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.outbox.refusing import choose_mails, wanted_mails
from matchmaker.services.people.exporting import export_people
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.own_data import own_data
from matchmaker.services.privacy.retention import Retention, leavers_to_erase
from matchmaker.services.programme.policies import current_policy
from matchmaker.services.programme.withheld import withheld_from
from matchmaker.services.rounds.snapshot import excluded_pairs, take_people
from tests.conftest import SECRET_KEY
from tests.factories import (
    exclude,
    make_coffee_group,
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_networker,
    make_round,
    owe_a_mail,
    part_of,
    the_programme,
)
from tests.privacy.traces import cells_with

TODAY = date(2026, 11, 2)


def merge(session: Session, kept: Member, other: Member, profile_of: ProfileOf = "kept") -> None:
    """As a coordinator does it."""
    found = session.scalars(sa.select(Member).filter_by(name="Cora Coordinator")).one_or_none()
    cora = found or make_coordinator(session)
    merge_members(session, kept, other, cora, SECRET_KEY, profile_of)
    session.commit()


def test_every_column_that_names_a_member_is_thought_of() -> None:
    known = {f"{column.class_.__tablename__}.{column.key}" for column in SIMPLY_MOVED}

    found = {
        f"{table.name}.{key.parent.name}"
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "members"
    }

    assert found == known | OTHERWISE.keys(), "decide in services/duplicates/merging.py"


def test_the_two_are_never_paired_since_there_is_one(session: Session) -> None:
    ada = make_mentee(session, "Ada")
    again = make_mentor(session, "Ada", email="again@example.org", capacity=3)
    part_of(session, ada).rounds_waited = 2
    part_of(session, again).rounds_waited = 5

    merge(session, ada, again)

    people = take_people(session, the_programme(session), TODAY)
    assert [person.id for person in people.mentees] == [ada.id]
    assert [(person.id, person.places) for person in people.mentors] == [(ada.id, 3)]
    assert part_of(session, ada).rounds_waited == 5
    assert find_member(session, "again@example.org") is ada
    assert again.greeting_name == "Ada"
    assert again.email.endswith("@erased.invalid")


def test_what_one_entry_refused_stays_refused(session: Session) -> None:
    ada, again = make_mentee(session, "Ada"), make_mentor(session, "Ada", email="a@example.org")
    programme = the_programme(session)
    choose_mails(session, programme, ada, {Refusable.REMINDERS: False})
    both = {Refusable.REMINDERS: False, Refusable.CHAT_QUESTIONS: False}
    choose_mails(session, programme, again, both)

    merge(session, ada, again)

    wanted = wanted_mails(session, programme, ada)
    assert {what for what, is_wanted in wanted.items() if not is_wanted} == set(both)
    assert all(wanted_mails(session, programme, again).values())


def test_wishes_and_lines_hold_in_both_directions(session: Session) -> None:
    ada, again = make_mentee(session, "Ada"), make_mentor(session, "Ada", email="a@example.org")
    foe, fan = make_member(session, "Foe"), make_member(session, "Fan")
    rita = make_member(session, "Rita", manager_email=again.email)
    exclude(session, ada, foe.email)
    exclude(session, again, foe.email)
    exclude(session, again, ada.email)
    exclude(session, fan, again.email)

    merge(session, ada, again)

    programme = the_programme(session)
    assert excluded_pairs(session, programme) == {(ada.id, foe.id), (fan.id, ada.id)}
    assert len(session.scalars(sa.select(Exclusion)).all()) == 2
    assert withheld_from(session, ada) == {ada.id, rita.id}


def test_the_profile_is_the_chosen_one_with_what_it_lacks_from_the_other(session: Session) -> None:
    ada = make_mentee(session, "Ada", needs={"risk": (1, 3)}, goals="Run a board")
    again = make_mentee(
        session,
        "Ada Lovelace",
        needs={"risk": (2, 4), "finance": (0, 2)},
        email="a@example.org",
        department="IT",
        manager_email="boss@example.org",
    )

    merge(session, ada, again, "other")

    assert (ada.name, ada.profile.goals, ada.profile.department) == (
        *("Ada Lovelace", "Run a board", "IT"),
    )
    assert {(s.skill, s.level, s.target_level) for s in ada.profile.skills} == {
        *(("risk", 2, 4), ("finance", 0, 2)),
    }
    assert ada.profile.manager_address.address == "boss@example.org"
    assert (again.profile.skills, again.profile.department) == ([], "")


def test_whoever_was_entered_as_their_own_manager_has_no_line_to_themself(
    session: Session,
) -> None:
    again = make_mentee(session, "Ada", email="a@example.org")
    ada = make_mentee(session, "Ada", manager_email=again.email)

    merge(session, ada, again)

    assert ada.profile.manager_address is None


def test_history_counts_as_one_also_where_both_were_in_one_round(session: Session) -> None:
    ada, again = make_mentee(session, "Ada"), make_mentee(session, "Ada", email="a@example.org")
    mia, max_ = make_mentor(session, "Mia"), make_mentor(session, "Max")
    first, second = make_round(session, "2026-08"), make_round(session, "2026-09")
    make_match(session, first, again, mia, MatchStatus.ENDED)
    make_match(session, second, ada, max_, MatchStatus.ENDED)
    make_match(session, second, again, max_, MatchStatus.ENDED)
    for each in (ada, again):
        part_of(session, each).is_networker = True
    ann, ben, cy = (make_networker(session, name) for name in ("Ann", "Ben", "Cy"))
    make_coffee_group(session, [ada, ann])
    make_coffee_group(session, [again, cy])
    make_coffee_group(session, [again, ben], month="2026-09")

    merge(session, ada, again)

    people = take_people(session, the_programme(session), TODAY)
    assert people.met_before == {(ada.id, mia.id), (ada.id, max_.id)}
    policy = current_policy(session, the_programme(session)).coffee
    problem = take_networkers(session, the_programme(session), "2027-01", TODAY, policy)
    met = {frozenset(group) for round_ in problem.history for group in round_}
    assert met == {frozenset({ada.id, each.id}) for each in (ann, ben, cy)}
    month = make_coffee_round(session, the_programme(session), "2027-01")
    assert month


def test_mails_and_sign_ins_follow_and_the_old_mailbox_lets_nobody_in(session: Session) -> None:
    ada, again = make_mentee(session, "Ada"), make_mentee(session, "Ada", email="a@example.org")
    owe_a_mail(session, MailKind.WELCOME, "member:77", again)
    token = open_session(session, again)
    link = request_link(session, the_programme(session), again.email, SECRET_KEY)
    assert link
    identity = SignInIdentity(
        member=again,
        issuer="https://id.example.org",
        subject="s",
        bound_at=clock.now(),
        used_at=clock.now(),
    )
    session.add(identity)
    session.commit()

    merge(session, ada, again)

    assert member_of_session(session, token) is None
    with pytest.raises(LinkUnusable):
        confirm_link(session, token_of(link, SECRET_KEY))
    assert identity.member is ada
    owed = sa.select(OutboxMail.kind, OutboxMail.recipient).filter_by(status=MailStatus.PENDING)
    assert {tuple(row) for row in session.execute(owed)} >= {
        ("welcome", ada.email),
        ("address_changed", "a@example.org"),
        ("address_changed", ada.email),
    }
    noted = session.scalars(sa.select(AccessEntry).filter_by(kind="merged")).one()
    assert noted.about_id == ada.id


def test_a_coordinators_entry_gains_no_way_in(session: Session) -> None:
    boss = make_coordinator(session, "Boss")
    again = make_mentee(session, "Boss", email="a@example.org")
    identity = SignInIdentity(
        member=again, issuer="i", subject="s", bound_at=clock.now(), used_at=clock.now()
    )
    session.add(identity)
    session.commit()

    with pytest.raises(MergeRefused, match="runs the programme"):
        merge(session, again, boss)
    session.rollback()
    merge(session, boss, again)

    assert session.scalars(sa.select(SignInIdentity)).all() == []


def test_it_is_refused_while_matches_are_in_the_way(session: Session) -> None:
    ada, again = make_mentee(session, "Ada"), make_mentor(session, "Ada", email="a@example.org")
    mia, max_ = make_mentor(session, "Mia"), make_mentee(session, "Max")
    round_ = make_round(session)
    both = make_match(session, round_, ada, again, MatchStatus.OFFERED)
    assert "matched with each other" in why_not(session, ada, again)

    both.status = MatchStatus.DECLINED
    make_match(session, round_, ada, mia, MatchStatus.OFFERED)
    make_match(session, round_, max_, again, MatchStatus.INTRODUCED)
    assert "Both have matches" in why_not(session, ada, again)
    with pytest.raises(MergeRefused):
        merge(session, ada, again)
    session.rollback()


def test_an_open_match_goes_over_and_goes_on(session: Session) -> None:
    ada, again = make_member(session, "Ada"), make_mentee(session, "Ada", email="a@example.org")
    mia = make_mentor(session, "Mia", levels={"risk": 5})
    max_ = make_mentor(session, "Max", levels={"risk": 3})
    match_the_month(session, the_programme(session), "2026-11", publish=True)
    match = session.scalars(sa.select(Match).filter_by(mentor_id=mia.id)).one()
    assert match.status == MatchStatus.OFFERED
    session.commit()

    merge(session, ada, again)
    assert match.mentee is ada

    decline_offer(session, match, mia, "other")
    assert match.status == MatchStatus.DECLINED
    [next_best] = session.scalars(sa.select(Match).filter_by(status=MatchStatus.OFFERED))
    assert (next_best.mentee, next_best.mentor) == (ada, max_)


def test_a_round_that_waits_to_be_published_pairs_nobody_with_themself(session: Session) -> None:
    ada, again = make_mentee(session, "Ada"), make_mentor(session, "Ada", email="a@example.org")
    ben = make_mentee(session, "Ben", needs={"risk": (1, 2)})
    programme = the_programme(session)
    made = match_the_month(session, programme, "2026-11")
    proposal = session.scalars(sa.select(Match)).one()
    round_ = proposal.round
    assert made

    merge(session, ada, again)
    publish_round(session, round_, make_coordinator(session, "Other"))
    session.commit()

    live = session.scalars(sa.select(Match)).all()
    assert not any({m.mentee_id, m.mentor_id} <= {ada.id, again.id} for m in live)
    assert ben
    assert replay_round(session, programme, "2026-11").outcome == "replayed"


def test_of_the_entry_that_went_nothing_is_left_to_be_found(session: Session) -> None:
    ada = make_mentee(session, "Ada", about="Mine")
    again = make_mentee(session, "Zzagain", email="zzagain@example.org", about="zzagain")
    merge(session, ada, again)
    assert b"zzagain" not in export_people(session, the_programme(session))[0]
    assert "zzagain@example.org" in str(own_data(session, ada))
    assert leavers_to_erase(session, Retention(leavers_days=-1)) == []
    session.commit()

    erase_member(session, ada, SECRET_KEY)
    session.commit()

    assert cells_with(session, "zzagain") == []
    assert again.erased_at is not None


def test_the_preview_says_what_becomes_of_each_thing(session: Session) -> None:
    ada, again = make_mentee(session, "Ada"), make_mentor(session, "Ada", email="a@example.org")
    make_match(session, make_round(session), ada, again, MatchStatus.DECLINED)
    exclude(session, again, "zzfoe@example.org")

    told = dict(preview_merge(session, the_programme(session), ada, again))

    assert "forgotten" in told["Matches"]
    assert "a@example.org" in told["Addresses"]
    assert "zzfoe" not in str(told)
