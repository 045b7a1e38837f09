"""What follows from an answer that is no yes: for the mail, its recipient and the run."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.mail.answers import LATELY, Answers
from matchmaker.mail.begun import Begun
from matchmaker.mail.learning import learn_of_refusal
from matchmaker.mail.refusals import About
from matchmaker.mail.report import DeliveryReport
from matchmaker.mail.smtp import MailDelayed, MailRefused
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

    def refuse(self, mail: Begun, error: MailRefused) -> bool:
        """The server refused a mail; return whether it is good for another. Commits."""
        answer = str(error)
        if error.about in {About.ADDRESS, About.MAIL}:
            self.report.failed += sending.mark_failed(self.session, mail.leased, answer)
            if error.about == About.ADDRESS:
                refused = learn_of_refusal(self.session, mail.leased, answer)
                self.session.commit()
                if refused is not None:
                    end_offers_of(self.session, refused)
            self.session.commit()
            return True
        if sending.is_refused_alone(self.session, mail.leased):
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
        """Conclude what a run's answers say that was refused and compared with nothing."""
        if not self.report.fault and not self.report.trouble and self._is_refused_at_the_end():
            self.report.fault = self._refusal_line()

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
