"""How an export names somebody, so that an import knows them by another address.

A number alone would name somebody else in another installation: the letters after it do not fit
there.
"""

import hashlib
import re
from datetime import UTC, datetime
from typing import Final

from matchmaker.models import Member

SHAPE: Final = re.compile(r"(\d{1,9})-([0-9a-f]{6})", re.ASCII)


def person_id(member: Member) -> str:
    """Return what stands for a member in a file, such as `12-3fa91c`."""
    return id_of(member.id, member.created_at)


def id_of(member_id: int, created_at: datetime) -> str:
    """Return it for the member with this number, who came at that moment."""
    said = f"person {member_id} {created_at.astimezone(UTC).isoformat()}"
    return f"{member_id}-{hashlib.sha256(said.encode()).hexdigest()[:6]}"


def number_in(text: str) -> int:
    """Return the member's number in it."""
    return int(text.partition("-")[0])
