"""What follows from an answer that is no yes: for the mail, its recipient and the run."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.mail.answers import LATELY, MOST_UNKNOWN, Answers
from matchmaker.mail.begun import Begun
from matchmaker.mail.learning import learn_of_refusal
from matchmaker.mail.refusals import About, without_addresses
from matchmaker.mail.report import DeliveryReport
from matchmaker.mail.smtp import MailDelayed, MailRefused
from matchmaker.models import OutboxMail
from matchmaker.services.matches.refused_addresses import end_offers_of
from matchmaker.services.outbox import pace, sending

SOON: Final = timedelta(seconds=10)
"""When a mail that somebody waits for is offered again to a server that has too many."""


@dataclass
class Outcomes:
    """The answers of one run and what they set going. What was taken before is settled."""

    session: Session
    report: DeliveryReport
    server_name: str
    mails_a_minute: int
    answers: Answers = field(default_factory=Answers)
    believed: set[int] = field(default_factory=set)
    """Mails, set aside, of which the server may be believed that there is no such address."""

    def delay(self, mail: Begun, error: MailDelayed) -> bool:
        """The server delayed a mail; return whether it is good for another. Commits."""
        answer = str(error)
        if not self.answers.delay(mail.recipient, error.wait):
            self.report.count(sending.mark_delayed(self.session, mail.leased, answer))
            self.session.commit()
            return True
        wait = SOON if mail.is_awaited else sending.LOOK_AGAIN_AFTER
        self.report.delayed += sending.set_aside(self.session, mail.leased, answer, wait)
        taken = sending.count_sent_since(self.session, clock.now() - pace.MINUTE)
        pace.slow_down(self.session, self.mails_a_minute, taken)
        self.session.commit()
        self.report.slowed = f"{self.server_name} takes no more at present ({answer})"
        return False

    def take(self) -> frozenset[int]:
        """The server took a mail; return which of those refused before are refused alone."""
        self.believed |= self.answers.unknown.keys()
        return self.answers.take()

    def believe(self) -> None:
        """Fail the mails to addresses that are none, as a mail that was taken has shown. Commits.

        What was taken is settled first.
        """
        for mail_id in self.believed:
            if sending.fail_set_aside(self.session, mail_id):
                self.report.failed += 1
                self._learn(mail_id)
        self.session.commit()
        self.believed.clear()

    def refuse(self, mail: Begun, error: MailRefused) -> bool:
        """The server refused a mail; return whether it is good for another. Commits."""
        answer = str(error)
        is_alone = sending.is_refused_alone(self.session, mail.leased)
        if error.about == About.ADDRESS and not is_alone:
            return self._doubt(mail, answer)
        if error.about in {About.ADDRESS, About.MAIL}:
            self.report.failed += sending.mark_failed(self.session, mail.leased, answer)
            if error.about == About.ADDRESS:
                self._learn(mail.leased.mail_id)
            self.session.commit()
            return True
        if is_alone:
            self.report.count(sending.mark_refused(self.session, mail.leased, answer))
            self.session.commit()
            return True
        self.report.delayed += sending.set_aside(
            self.session, mail.leased, answer, sending.LOOK_AGAIN_AFTER, is_refused=True
        )
        self.session.commit()
        if not self.answers.refuse(mail.leased.mail_id, mail.recipient, error.about, answer):
            return True
        self.report.fault = self._refusal_line()
        return False

    def end(self) -> None:
        """Conclude what a run's answers say that was refused and compared with nothing. Commits."""
        report, unknown = self.report, self.answers.unknown
        if not report.fault and not report.trouble:
            if self._is_refused_at_the_end():
                report.fault = self._refusal_line()
            elif unknown and self._knows_nobody():
                report.fault = self._unknown_line()
            else:
                self.believed |= unknown.keys()
                unknown.clear()
        report.delayed += len(unknown)
        self.believe()

    def _doubt(self, mail: Begun, answer: str) -> bool:
        """Set a mail aside until another one, or the run's end, shows whether to believe it."""
        wait = sending.LOOK_AGAIN_AFTER
        if sending.set_aside(self.session, mail.leased, answer, wait, is_refused=True):
            knows_nobody = self.answers.know_not(mail.leased.mail_id, mail.recipient, answer)
            if knows_nobody:
                self.report.fault = self._unknown_line()
        self.session.commit()
        return not self.report.fault

    def _learn(self, mail_id: int) -> None:
        """Mark the address of a mail that has failed, and end the offers that wait for it."""
        row = self.session.get(OutboxMail, mail_id, populate_existing=True)
        refused = learn_of_refusal(self.session, mail_id, row.last_error) if row else None
        self.session.commit()
        if refused is not None:
            end_offers_of(self.session, refused)

    def _knows_nobody(self) -> bool:
        """Whether so many are refused, in this run and before, that the server knows nobody."""
        refused = sending.refused_since_taken(self.session) | set(self.answers.unknown.values())
        return len(refused) >= MOST_UNKNOWN

    def _is_refused_at_the_end(self) -> bool:
        """Whether what was refused and compared with nothing says that the server refuses us."""
        if not self.answers.is_doubtful:
            return False
        return not sending.has_sent_since(self.session, clock.now() - LATELY)

    def _refusal_line(self) -> str:
        return (
            f"{self.server_name} refuses us, not single recipients ({self.answers.answer}): "
            "let it take mail from this machine and from the address in MAIL_FROM; "
            "nothing is lost, the mails wait"
        )

    def _unknown_line(self) -> str:
        return (
            f"{self.server_name} says of every recipient that there is no such address "
            f"({without_addresses(self.answers.answer)}): see whether it knows your people; "
            "nothing is lost, the mails wait, and no address is marked"
        )
