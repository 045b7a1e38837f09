"""Six months of the programme, month by month; the last is the present one.

The five months before are played in the past: the process's clock is set back, to the days on which
something happens, and shows the present when the last month is played. So what is found on the site
afterwards is as old as it says, and the desk lets time pass from today.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from config import Settings
from demo.ahead import plan_ahead
from demo.month import (
    answer_coffee,
    begin_month,
    deliver,
    let_mentors_answer,
    prove_again,
)
from demo.narrator import Narrator, Step
from demo.organisation import MONTHS, load_organisation, take_in
from demo.pairs import let_pairs_live
from demo.pulses import say_how_it_goes
from demo.travel import in_the_past
from jobs.follow_up import follow_up_all
from matchmaker import clock
from matchmaker.models import Programme, Round
from matchmaker.services.programme.calendar import months_after
from matchmaker.services.programme.programmes import programme_named

ROUND_DAY: Final = 2
DAYS: Final = (5, 9, 14, 23)
"""Days of a month on which the story looks in, besides that of the round."""
HOURS: Final = (9, 15)
"""Taken in turn, so that it is working time everywhere now and then."""


def play_half_year(session: Session, settings: Settings, narrator: Narrator) -> Round:
    """Play all months and return the last one's round."""
    # Nobody else writes while the story is played: what was read once is not read again.
    session.expire_on_commit = False
    programme = programme_named(session)
    present = clock.today(programme.time_zone).replace(day=1)
    with in_the_past() as go_to:
        for number in range(MONTHS - 1):
            first = months_after(present, number + 1 - MONTHS)
            with narrator.step(f"{first:%B %Y}") as step:
                go_to(_moment(first, ROUND_DAY))
                play = _Month(session, settings, programme, step)
                play.join(number)
                play.round()
                for day in DAYS:
                    go_to(_moment(first, day))
                    play.day()
                step.result = play.result
    with narrator.step(f"{present:%B %Y}") as step:
        play = _Month(session, settings, programme, step)
        play.day()
        round_ = play.round()
        play.look_ahead()
        step.result = play.result
    prove_again(session, programme, narrator)
    return round_


class _Month:
    """One month as it is played."""

    def __init__(
        self, session: Session, settings: Settings, programme: Programme, step: Step
    ) -> None:
        self.session = session
        self.settings = settings
        self.programme = programme
        self.step = step
        self.joined = 0
        self.mails = 0
        self.matched = ""

    def join(self, number: int) -> None:
        """Take in those who come in the month of this number, counted from zero."""
        if number:
            self.joined = take_in(self.session, self.programme, number)
        else:
            self.joined = load_organisation(self.session, self.programme)
        self.session.commit()

    def round(self) -> Round:
        """Make the month's round and coffee groups, and hear those who answer at once."""
        round_ = begin_month(self.session, self.programme, self.step, self._deliver)
        numbers = round_.summary
        self.matched = f"{numbers['matched']} of {numbers['mentees']} mentees matched"
        let_mentors_answer(self.session, self._deliver)
        return round_

    def day(self) -> None:
        """Follow up what is due, let everybody answer and meet, and send what follows."""
        follow_up_all(self.session, self.programme)
        let_pairs_live(self.session, self.programme)
        say_how_it_goes(self.session, self.programme)
        let_mentors_answer(self.session, self._deliver)
        answer_coffee(self.session)
        self._deliver()

    def look_ahead(self) -> None:
        """Let pairs plan what comes next."""
        plan_ahead(self.session, self.programme)
        self._deliver()

    def _deliver(self) -> None:
        self.mails += deliver(self.session, self.settings, self.step)

    @property
    def result(self) -> str:
        """What came of it, in a line."""
        joined = f"{self.joined} people joined, " if self.joined else ""
        return f"{joined}{self.matched}, {self.mails} mails over SMTP"


def _moment(first: date, day: int) -> datetime:
    at = time(HOURS[(ROUND_DAY, *DAYS).index(day) % len(HOURS)], tzinfo=UTC)
    return datetime.combine(first + timedelta(days=day - 1), at)
