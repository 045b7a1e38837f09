"""Whatever can be refused has its words and its mails, and no two are told in the same words."""

from matchmaker.models import MailKind, Refusable
from matchmaker.services.outbox.refusable import KINDS
from matchmaker.services.outbox.refusable_words import WORDS


def test_each_has_words_of_its_own() -> None:
    assert set(WORDS) == set(Refusable)
    said = [
        str(text)
        for words in WORDS.values()
        for text in (words.choice, words.ask, words.done, words.held)
    ]
    assert all(said)
    assert len(set(said)) == len(said)


def test_each_stops_mails_of_its_own() -> None:
    assert set(KINDS) == set(Refusable)
    assert all(KINDS.values())
    stopped: list[MailKind] = [kind for of_one in KINDS.values() for kind in of_one]
    assert len(set(stopped)) == len(stopped)
