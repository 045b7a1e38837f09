"""Known faults of Python in writing mail headers: found by what it does, told once at start."""

import logging
import sys
from email import policy

import pytest

from matchmaker import python_faults
from matchmaker.python_faults import (
    MENDED_IN,
    explain_faults,
    mail_header_faults,
    tell_of_faults,
)
from tests.conftest import make_settings


def test_a_mended_release_has_no_fault_and_an_old_one_is_told_of() -> None:
    """Says of the Python that runs the tests what its version leads one to expect."""
    mended = MENDED_IN.get(sys.version_info[:2], 0)

    if sys.version_info[2] >= mended:
        assert mail_header_faults() == []
        assert explain_faults() == ""
    else:
        # A distribution may have mended it without a new number.
        assert set(mail_header_faults()) <= {"CVE-2024-6923", "CVE-2026-1299"}


def test_a_python_that_verifies_nothing_has_both_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old(policy.EmailPolicy):
        def __getattribute__(self, name: str) -> object:
            if name == "verify_generated_headers":
                raise AttributeError(name)
            return super().__getattribute__(name)

    monkeypatch.setattr(python_faults, "_writes_broken_headers", lambda: True)
    monkeypatch.setattr(python_faults.policy, "SMTP", Old())

    assert mail_header_faults() == ["CVE-2024-6923", "CVE-2026-1299"]
    assert "install" in explain_faults()


@pytest.mark.parametrize(
    ("environment", "level"), [("production", logging.ERROR), ("development", logging.WARNING)]
)
def test_what_serves_or_sends_says_so_at_start(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    environment: str,
    level: int,
) -> None:
    settings = make_settings(
        "sqlite:///x", environment=environment, base_url="https://mentoring.example.org"
    )
    for fault in ("This Python has known faults.", ""):
        monkeypatch.setattr(python_faults, "explain_faults", lambda told=fault: told)
        tell_of_faults(settings)

    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (level, "This Python has known faults.")
    ]
