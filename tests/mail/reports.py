"""Reports as mail servers write them, about a mail of ours; all addresses are invented."""

from textwrap import dedent

FAILED = """\
Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Diagnostic-Code: {diagnostic}
"""
DELAYED = """\
Final-Recipient: rfc822; {recipient}
Action: delayed
Status: 4.4.1
"""


def returned(
    message_id: str,
    recipient: str = "ana@example.org",
    *,
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <ana@example.org>: User unknown",
    fields: str = FAILED,
    as_headers: bool = True,
) -> bytes:
    """Return a delivery status notification (RFC 3464) that returns headers, or the whole mail."""
    about = fields.format(recipient=recipient, status=status, diagnostic=diagnostic)
    kind = "text/rfc822-headers" if as_headers else "message/rfc822"
    return (
        dedent("""\
        From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
        To: bounces@example.org
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="=_report"
        MIME-Version: 1.0

        --=_report
        Content-Type: text/plain

        I'm sorry to have to inform you that your message could not be delivered.

        --=_report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        """)
        + about
        + f"\n--=_report\nContent-Type: {kind}\n\n"
        + f"From: PMO mentoring <mentoring@example.org>\nMessage-ID: {message_id}\n"
        + "Subject: Welcome\n\n"
        + ("" if as_headers else "Hello Ana\n")
        + "\n--=_report--\n"
    ).encode()


def complaint(message_id: str, kind: str = "abuse") -> bytes:
    """Return a feedback report (RFC 5965)."""
    return (
        dedent("""\
        From: fbl@provider.example
        Subject: FW: Welcome
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="=_fbl"

        --=_fbl
        Content-Type: text/plain

        This is an email abuse report.

        --=_fbl
        Content-Type: message/feedback-report

        """)
        + f"Feedback-Type: {kind}\nUser-Agent: Reporter/1.0\nVersion: 1\n\n--=_fbl\n"
        + "Content-Type: message/rfc822\n\nFrom: mentoring@example.org\n"
        + f"Message-ID: {message_id}\nSubject: Welcome\n\nHello\n\n--=_fbl--\n"
    ).encode()
