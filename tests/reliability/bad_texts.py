"""Texts that break things elsewhere, and how to see in a page that one was not escaped."""

import re

from hypothesis import strategies as st

PIECES = (
    *("<q7z>", "</textarea><q7z>", "<script>q7z</script>", '"><q7z x="', '" onq7z="', "' onq7z='"),
    *("{{ 7919 * 7907 }}", "${7919*7907}", "%s%n%d", "{0}", "' OR 1=1 --", "javascript:q7z"),
    *("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\x00", "\x0b", "\x1b[2J", "\ud800"),
    *("\r\nBcc: q7z@example.org", "=?utf-8?q?q7z?=", "\u202e", "\u200b", "\u2028", "\ufeff"),
    *("🧑🏽‍💻", "שלום", "مرحبا", "Ω̈́", "ﷺ", "İ", "ß", "𝔘", "\U0010ffff", "\ue000"),
    *("//evil.test/", "\\\\evil.test", "https://evil.test", "/me", "../../etc/passwd", "%2f%0d%0a"),
    *("ada@example.org", "ada@exämple.org", '"a b"@example.org', "a@b", "@", "x" * 255, "9" * 40),
    *("2026-11-30", "0001-01-01", "9999-12-31", "2026-02-30", "٢٠٢٦-١١-٠١", "Europe/Berlin", "en"),
    *("", " ", "\n", "0", "5", "-5", "1e9", "NaN", "true", "None", "not_a_fit", "coverage"),
)

UNESCAPED = re.compile(
    r"""<q7z|<script>q7z|["']\ onq7z|href=["']?\s*javascript:|62615533""", re.IGNORECASE
)
"""What a page shows when a piece above was taken for markup or for a template."""


def texts() -> st.SearchStrategy[str]:
    """Return known troublemakers, several of them in a row, and anything at all."""
    pieces = st.sampled_from(PIECES)
    return st.one_of(
        pieces,
        pieces,
        st.lists(pieces, min_size=2, max_size=6).map("".join),
        st.text(max_size=40),
        st.tuples(pieces, st.integers(1, 3_000)).map(lambda pair: (pair[0] * pair[1])[:3_000]),
    )


def unescaped_in(page: str) -> str:
    """Return the place where a page holds something that should have been escaped, if any."""
    found = UNESCAPED.search(page)
    return page[max(0, found.start() - 200) : found.end() + 100] if found else ""
