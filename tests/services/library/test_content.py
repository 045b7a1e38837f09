"""The library's files: ours are whole, and an operator's adds, hides, replaces or is refused."""

from pathlib import Path

import pytest

from matchmaker.services.library.content import WrongLibrary, load_library
from matchmaker.services.library.web_addresses import InvalidWebAddress, clean_web_address

CARD = """
[[cards]]
skill = "risk"
level = 2
checked_on = 2026-11-01
work = "W"
exercise = "E"
question = "Q?"
proof = "P"
"""
RESOURCE = """
[[resources]]
code = "ours"
title = "Our guide"
address = "https://example.org/guide?utm_source=mail&page=2"
skills = ["risk", "finance"]
from_level = 1
to_level = 2
kind = "guide"
cost = "free"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "library.toml"
    file.write_text(text, encoding="utf-8")
    load_library.cache_clear()
    return file


def test_links_of_ours_follow_nobody() -> None:
    resources = load_library().resources.values()

    assert {each.address for each in resources} >= {
        "https://youtu.be/eT_u6Rp3tcs",
        "https://youtu.be/9dLYMHQsblA",
        "https://rmcls.com/project-management/",
        "https://rmcls.com/project-management-fundamentals/",
    }
    assert all(each.address == clean_web_address(each.address) for each in resources)


def test_an_operators_file_adds_replaces_and_hides(tmp_path: Path) -> None:
    text = 'hide = ["capm_pmp_courses", "card:risk:3"]\n' + CARD + RESOURCE
    text += RESOURCE.replace('"ours"', '"emotional_intelligence"')

    library = load_library(written(tmp_path, text))

    assert library.resources["ours"].address == "https://example.org/guide?page=2"
    assert library.resources["emotional_intelligence"].title == "Our guide"
    assert "capm_pmp_courses" not in library.resources
    assert getattr(library.card("risk", 2, "en"), "work", "") == "W"
    assert library.card("risk", 3, "en") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x =", "library.toml: Invalid value"),
        ("cads = []", "unknown key 'cads'"),
        ("cards = 3", "must be written as [[cards]]"),
        ('hide = "x"', "hide: must be a list"),
        ('hide = ["nothing"]', "hide: there is no 'nothing'"),
        ('hide = ["card:risk:9"]', "hide: there is no 'card:risk:9'"),
        (CARD.replace('"risk"', '"rsik"'), "cards 1 (rsik): there is no skill 'rsik'"),
        (CARD.replace("level = 2", "level = 6"), "cards 1 (risk): level: must be a number from 1"),
        (CARD.replace("level = 2", "level = true"), "level: must be a number"),
        (CARD.replace('"Q?"', '""'), "question: is missing"),
        (CARD.replace('"Q?"', f'"{"x" * 2000}"'), "question: Shorten this to 1,500"),
        (CARD.replace("2026-11-01", '"2026-11-01"'), "checked_on: must be a day"),
        (CARD + "vidoe = 1", "unknown key 'vidoe'"),
        (RESOURCE + RESOURCE.replace("ours", "a b"), "resources 2 (a b): code: letters"),
        (RESOURCE.replace("https:", "javascript:"), "resources 1 (ours): address: must begin"),
        (RESOURCE.replace('"guide"', '"gude"'), "kind: must be one of article, book"),
        (RESOURCE.replace("to_level = 2", "to_level = 0"), "to_level: must be a number from 1 to"),
        (RESOURCE.replace('["risk", "finance"]', "[]"), "skills: must be a list"),
        (RESOURCE.replace("Our guide", "Our\\nguide"), "title: Use letters"),
    ],
)
def test_a_fault_is_one_line_that_names_the_entry(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongLibrary) as told:
        load_library(written(tmp_path, text))

    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongLibrary, match="cannot be read"):
        load_library(tmp_path / "nothing.toml")
    file = written(tmp_path, "")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(WrongLibrary, match=r"library\.toml"):
        load_library(file)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://example.org", "http://example.org"),
        ("HTTPS://example.org/A%20b", "https://example.org/A%20b"),
        ("https://example.org/?a=1&utm_campaign=x&b=", "https://example.org/?a=1&b="),
        ("https://example.org/?q=a+b%20c", "https://example.org/?q=a+b%20c"),
        ("https://youtube.com/watch?v=x&si=y", "https://youtube.com/watch?v=x"),
        ("https://example.org/?si=y", "https://example.org/?si=y"),
        ("https://[::1]:8080/", "https://[::1]:8080/"),
    ],
)
def test_an_address_is_kept_without_what_follows_readers(typed: str, kept: str) -> None:
    assert clean_web_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", "example.org", "//example.org", "javascript:alert(1)", "JAVASCRIPT://x/%0aalert(1)"),
        *("data:text/html,x", "file:///etc/passwd", "https://", "https:///x", "mailto:a@b.org"),
        *("https://a:b@example.org", "https://example.org@evil.test", "https://exa mple.org"),
        *("https://example.org\\@evil.test", "https://example.org/\u202ecod", "https://[x"),
        *("https://example.org:99999/", "https://example.org/\nx", "https://x.org/" + "y" * 500),
    ],
)
def test_what_could_act_or_mislead_is_no_address(typed: str) -> None:
    with pytest.raises(InvalidWebAddress):
        clean_web_address(typed)
