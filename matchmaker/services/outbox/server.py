"""What is known of the mail server: noted by whoever delivers, read by pages and monitors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailServer, ServerTrouble
from matchmaker.text import unnamed_line

THE_SERVER: Final = 1
LONGEST_LINE: Final = 500


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why no mail leaves, since when, and a line for an operator."""

    kind: ServerTrouble
    since: datetime
    line: str


def the_server(session: Session, *, locked: bool = False) -> MailServer | None:
    """Return what is known; None before the first delivery. Locked until the transaction ends."""
    return session.get(
        MailServer, THE_SERVER, with_for_update=locked or None, populate_existing=True
    )


def meet_server(session: Session, name: str) -> None:
    """Begin a delivery through a server; what was learned of another one is forgotten."""
    server = the_server(session)
    if server is not None and server.name == name:
        return
    if server is not None:
        session.delete(server)
        session.flush()
    try:
        with session.begin_nested():
            session.add(MailServer(id=THE_SERVER, name=name, trouble_line=""))
    except IntegrityError:
        # Another deliverer was first.
        pass


def note_trouble(session: Session, kind: ServerTrouble, line: str) -> None:
    """Note why no mail leaves; it stands until one does."""
    server = the_server(session, locked=True)
    if server is None:
        return
    if server.trouble != kind:
        server.trouble, server.trouble_since = kind, clock.now()
    server.trouble_line = unnamed_line(line, LONGEST_LINE)
    session.flush()


def note_well(session: Session) -> None:
    """Note that the server has taken a mail."""
    session.execute(
        sa.update(MailServer)
        .where(MailServer.trouble.is_not(None))
        .values(trouble=None, trouble_since=None, trouble_line="")
    )


def trouble_of(session: Session) -> Trouble | None:
    """Return why no mail leaves; None where the server took the last one it was offered."""
    server = the_server(session)
    if server is None or server.trouble is None or server.trouble_since is None:
        return None
    return Trouble(server.trouble, server.trouble_since, server.trouble_line)
