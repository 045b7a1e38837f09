"""In which language a page speaks: its reader's own, else the one that the browser asks for."""

from babel import Locale
from flask import has_request_context, request

from matchmaker.messages import DEFAULT_LANGUAGE, languages, locale_of
from matchmaker.web.current_member import current_member, is_signed_in


def readers_locale() -> Locale:
    """Return the locale of a page; outside requests that of the default language."""
    if is_signed_in():
        return locale_of(current_member().language)
    return locale_of(browsers_language())


def browsers_language() -> str:
    """Return what the browser asks for among what there is, without asking the database."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    return request.accept_languages.best_match(languages()) or DEFAULT_LANGUAGE
