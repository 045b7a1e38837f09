"""People and rounds for tests; each call sets only what its test is about."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Address,
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeGroupMember,
    CoffeeRound,
    CoffeeStatus,
    Exclusion,
    ExclusionSource,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    OutboxMail,
    Participation,
    Profile,
    ProfileCertification,
    ProfileSkill,
    Programme,
    Round,
    RoundStatus,
    SessionStatus,
)
from matchmaker.services.addresses.known import know_addresses
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.outbox.outbox import owe_mail
from matchmaker.services.programme.policies import ProgrammePolicy, policy_to_document
from matchmaker.services.programme.programmes import appoint_coordinator, participation_of
from matchmaker.services.review.solving_again import (
    check_objective,
    read_problem,
    save_solved_again,
    solve_problem,
)


def the_programme(session: Session) -> Programme:
    """The programme that every installation begins with."""
    return session.scalars(sa.select(Programme).order_by(Programme.id).limit(1)).one()


def part_of(session: Session, member: Member) -> Participation:
    """A member's part in that programme."""
    return participation_of(session, the_programme(session), member)


def owe_a_mail(session: Session, *about: Any, **more: Any) -> OutboxMail | None:
    """Owe a mail of that programme."""
    return owe_mail(session, the_programme(session).id, *about, **more)


def make_programme(session: Session, slug: str, time_zone: str = "UTC") -> Programme:
    """Another programme of the same installation."""
    programme = Programme(slug=slug, name=slug.title(), time_zone=time_zone, created_at=clock.now())
    session.add(programme)
    session.flush()
    return programme


def the_address(session: Session, address: str) -> Address:
    """The row of an address, as somebody enters it."""
    return know_addresses(session, [address])[address]


def exclude(
    session: Session,
    member: Member,
    other_email: str,
    source: ExclusionSource = ExclusionSource.WISH,
    **more: Any,
) -> Exclusion:
    """Somebody is never paired with whoever has an address."""
    exclusion = Exclusion(
        programme_id=member.participations[0].programme_id,
        member_id=member.id,
        other_address=the_address(session, other_email),
        source=source,
        created_at=clock.now(),
        **more,
    )
    session.add(exclusion)
    session.flush()
    return exclusion


def make_member(
    session: Session, name: str = "", programme: Programme | None = None, **profile: Any
) -> Member:
    """A member, of the first programme if no other is given; `profile` sets their profile."""
    number = (session.scalar(sa.select(sa.func.count(Member.id))) or 0) + 1
    name = name or f"Member {number}"
    email = profile.pop("email", f"{name.lower().replace(' ', '.')}@example.org")
    now = clock.now()
    values = {"languages": ["en"], "time_zone": "UTC"} | profile
    if manager := values.pop("manager_email", ""):
        values["manager_address"] = the_address(session, manager)
    member = Member(email=email, name=name, created_at=now)
    member.profile = Profile(updated_at=now, completed_at=now, **values)
    session.add(member)
    session.flush()
    participation_of(session, programme or the_programme(session), member)
    return member


def make_mentee(
    session: Session,
    name: str = "",
    needs: dict[str, tuple[int | None, int]] | None = None,
    **profile: Any,
) -> Member:
    """A mentee; `needs` is skill -> (level, target), by default from 1 to 3 in risk."""
    member = make_member(session, name, **profile)
    part_of(session, member).is_mentee = True
    for skill, (level, target) in ({"risk": (1, 3)} if needs is None else needs).items():
        member.profile.skills.append(
            ProfileSkill(skill=skill, level=level, target_level=target, importance=2)
        )
    session.flush()
    return member


def make_mentor(
    session: Session,
    name: str = "",
    levels: dict[str, int] | None = None,
    capacity: int = 1,
    **profile: Any,
) -> Member:
    """A mentor who is, by default, proficient in risk."""
    member = make_member(session, name, **profile)
    participation = part_of(session, member)
    participation.is_mentor = True
    participation.capacity = capacity
    for skill, level in ({"risk": 4} if levels is None else levels).items():
        member.profile.skills.append(ProfileSkill(skill=skill, level=level, importance=2))
    session.flush()
    return member


def make_coordinator(session: Session, name: str = "Cora Coordinator", **profile: Any) -> Member:
    """A member who runs the programme and takes no other part."""
    member = make_member(session, name, **profile)
    appoint_coordinator(session, the_programme(session), member)
    return member


def hold_certification(member: Member, code: str, state: str = "held") -> None:
    """Give a member a certification in a state."""
    member.profile.certifications.append(ProfileCertification(certification=code, state=state))


def make_round(
    session: Session, month: str = "2026-11", status: RoundStatus = RoundStatus.PUBLISHED
) -> Round:
    """A round row by itself, for tests that do not run the job."""
    round_ = Round(
        programme_id=the_programme(session).id,
        month=month,
        status=status,
        seed=1,
        policy=policy_to_document(ProgrammePolicy()),
        snapshot=b"",
        summary={},
        created_at=clock.now(),
    )
    session.add(round_)
    session.flush()
    return round_


def solve_again(session: Session, round_: Round, actor: Member, objective: str = "") -> None:
    """Solve a round again as the worker does, but in one transaction."""
    wanted = check_objective(objective) if objective else None
    problem = read_problem(session, round_, wanted)
    solution = solve_problem(problem, lambda _phase, _done, _of: None)
    save_solved_again(session, round_, problem, solution, actor)


def make_match(
    session: Session,
    round_: Round,
    mentee: Member,
    mentor: Member,
    status: MatchStatus = MatchStatus.OFFERED,
    **fields: Any,
) -> Match:
    """A match row by itself in a state; times are set as that state needs them."""
    now = clock.now()
    values = {"points": 60, "reasons": {}, "created_at": now} | fields
    if status != MatchStatus.PROPOSED:
        values = {"offered_at": now, "answer_by": now} | values
    match = Match(round=round_, mentee=mentee, mentor=mentor, status=status, **values)
    session.add(match)
    session.flush()
    if match.introduced_at:
        begin_mentorship(session, match)
    return match


def make_mentoring_session(session: Session, match: Match, **fields: Any) -> MentoringSession:
    """A session of a pair: an hour that they held just now, if nothing else is said."""
    now = clock.now()
    values = {"status": SessionStatus.HELD, "created_at": now, "starts_at": now, "minutes": 60}
    made = MentoringSession(match_id=match.id, **(values | fields))
    session.add(made)
    session.flush()
    return made


def make_networker(session: Session, name: str = "", **profile: Any) -> Member:
    """A member who takes part in coffee chats and nothing else."""
    member = make_member(session, name, **profile)
    part_of(session, member).is_networker = True
    session.flush()
    return member


def make_coffee_group(
    session: Session,
    members: list[Member],
    month: str = "2026-11",
    status: CoffeeStatus = CoffeeStatus.NOTIFIED,
    **fields: Any,
) -> CoffeeGroup:
    """A coffee group by itself in the month's coffee round, which is made if there is none."""
    programme = the_programme(session)
    round_ = session.scalars(sa.select(CoffeeRound).filter_by(month=month)).one_or_none()
    if round_ is None:
        round_ = CoffeeRound(
            programme_id=programme.id,
            month=month,
            seed=1,
            policy=policy_to_document(ProgrammePolicy()),
            summary={},
            created_at=clock.now(),
        )
        session.add(round_)
        session.flush()
    told = None if status == CoffeeStatus.FORMED else clock.now()
    values = {"points": 60, "shared_interests": [], "repeats": [], "notified_at": told} | fields
    group = CoffeeGroup(round=round_, status=status, **values)
    session.add(group)
    session.flush()
    for member in members:
        group.people.append(
            CoffeeGroupMember(member=member, round_id=round_.id, answer=CoffeeAnswer.NONE)
        )
    session.flush()
    return group


def let_mails_arrive(session: Session) -> None:
    """Note every mail that waits as sent at this moment, as the delivery does."""
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.status == MailStatus.PENDING)
        .values(status=MailStatus.SENT, sent_at=clock.now())
    )
