"""Telling the database what the server has taken: soon, together, and also after a kill."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.mail.learning import learn_of_successes
from matchmaker.mail.taken import LeftBehind, TakenList, settle_left_behind
from matchmaker.models import OutboxMail
from matchmaker.services.outbox import leases, sending, server
from matchmaker.services.outbox.leases import LeasedMail

NOTED_WITHIN_SECONDS: Final = 1.0
"""So long what the server has taken may be noted in the file alone."""
log = logging.getLogger("matchmaker.mail")


def forget(_message_ids: Sequence[str]) -> None:
    """Note nowhere but in the database that mails have left."""


@dataclass
class Settling:
    """What was taken and is not in the database yet. Without a folder each mail is, at once."""

    session: Session
    folder: Path | None = None
    note_sent: Callable[[Sequence[str]], None] = forget
    """Is told the Message-IDs of mails that left, once the database knows it."""
    sent: int = 0
    _taken: list[LeasedMail] = field(default_factory=list)
    _refused_alone: set[int] = field(default_factory=set)
    _began: float = 0.0
    _began_at: datetime | None = None
    _list: TakenList | None = None

    def begin(self) -> None:
        """Settle what others have left behind, and open a file of our own. Commits."""
        if self.folder is None:
            return
        try:
            settle_left_behind(self.folder, self._settle_left_behind)
            self._list = TakenList.begin(self.folder)
        except OSError as error:
            log.warning("what leaves cannot be noted in %s: %s", self.folder, error.strerror)

    def hold(self, token: str) -> None:
        """Note that leases are in hand from now on; everything before is settled."""
        if self._list is not None:
            self._list.note_begun(token)

    def take(self, leased: LeasedMail, refused_alone: frozenset[int]) -> None:
        """Note that the server has taken a mail, and which it refused before and had meant."""
        if not self._taken:
            self._began, self._began_at = time.monotonic(), clock.now()
        self._taken.append(leased)
        self._refused_alone |= refused_alone
        if self._list is not None:
            self._list.note_taken(leased)
        if self._list is None or time.monotonic() - self._began > NOTED_WITHIN_SECONDS:
            self.settle()

    def settle(self) -> None:
        """Tell the database what was taken so far. Commits."""
        if not self._taken:
            return
        # A moment too early does no harm; too late, it would seem to speak for what was refused.
        ours = sending.mark_all_sent(self.session, self._taken, self._began_at)
        sending.note_refused_alone(self.session, self._refused_alone)
        server.note_well(self.session)
        self.sent += len(ours)
        self._commit(ours)
        self._taken.clear()
        self._refused_alone.clear()

    def end(self) -> None:
        """Let the file go; what is not settled stays in it for the next run."""
        if self._list is not None:
            with suppress(OSError):
                self._list.end(is_settled=not self._taken)
            self._list = None

    def _settle_left_behind(self, found: LeftBehind) -> None:
        ours = sending.mark_all_sent(self.session, found.taken)
        for token in found.tokens:
            leases.release_leases(self.session, token)
        self._commit(ours)

    def _commit(self, ours: set[int]) -> None:
        learn_of_successes(self.session, ours)
        ids = sa.select(OutboxMail.message_id).where(OutboxMail.id.in_(ours))
        left = self.session.scalars(ids).all() if ours else []
        self.session.commit()
        if left:
            self.note_sent(left)
