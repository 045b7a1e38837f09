"""The browser of the tests without a real one."""

import contextvars
from typing import Any

from flask.testing import FlaskClient


class Browser(FlaskClient):
    """A test client whose requests share nothing with the test, as in a server.

    A request made inside an application context would use that one, with its database session
    and with whoever was signed in for the request before.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request in a context of its own."""
        return contextvars.Context().run(super().open, *args, **kwargs)
