"""What holds for every letter, whatever it says."""

from matchmaker.mail.letters import LETTERS
from matchmaker.models import MailKind
from tests.mail.letterbox import LETTERBOX


def test_every_kind_has_a_letter_and_a_golden_mail() -> None:
    assert set(LETTERS) == set(LETTERBOX) == set(MailKind)
