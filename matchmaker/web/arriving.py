"""How large may be what arrives: refused by its length before anything else reads it.

A page's own fields have narrower limits (`fields`, `typed`); these hold for whatever comes, also at
a page that forgets its own. Nobody's browser comes near them.
"""

from typing import IO, Any, Final

from flask import Flask, Request, request
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    RequestURITooLarge,
)
from werkzeug.formparser import FormDataParser

LONGEST_PATH: Final = 8_000
LONGEST_QUERY: Final = 8_000
"""The organisation's sign-in comes back with a long one."""
LONGEST_HEADER: Final = 8_000
LARGEST_FORM_BYTES: Final = 500_000
"""As it is sent, so that there is room for 50,000 characters in any writing, of nine bytes at most.
A text within it that is longer than its own field takes comes back in the form, whole."""
MOST_FIELDS: Final = 1_000
LONGEST_FIELD_NAME: Final = 200


class BoundedForm(FormDataParser):
    """Reads a form whose fields are as many as those of a page can be."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """Return what was sent; raises `RequestEntityTooLarge`, or `BadRequest` for what is broken.

        How a body is broken, a server tells by errors of its own while it is read.
        """
        try:
            rest, form, files = super().parse(stream, mimetype, content_length, options)
            if content_length is None and form:
                # What does not tell its length is read up to the limit: one byte more is too much.
                stream.read(1)
        except HTTPException:
            raise
        except Exception as error:
            raise BadRequest from error
        for number, (name, _text) in enumerate(form.items(multi=True), 1):
            if len(name) > LONGEST_FIELD_NAME or number > MOST_FIELDS:
                raise RequestEntityTooLarge
        return rest, form, files


class BoundedRequest(Request):
    """A request whose form is bounded."""

    form_data_parser_class = BoundedForm


def register(app: Flask) -> None:
    """Look at lengths before anything else of a request is done."""
    app.request_class = BoundedRequest
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    app.before_request(refuse_what_is_too_long)


def refuse_what_is_too_long() -> None:
    """Refuse a request whose address or whose headers are longer than any that we make.

    A header that is too long is forgotten, so that the page that says so does not read it.
    """
    environ = request.environ
    if len(environ.get("PATH_INFO", "")) > LONGEST_PATH:
        raise RequestURITooLarge
    if len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise RequestURITooLarge
    too_long = [
        name
        for name, value in environ.items()
        if name.startswith(("HTTP_", "CONTENT_")) and len(value) > LONGEST_HEADER
    ]
    for name in too_long:
        environ[name] = ""
    if too_long:
        raise RequestHeaderFieldsTooLarge
