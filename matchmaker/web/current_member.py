"""Who is signed in, for views, guards and templates."""

from functools import cached_property
from typing import Any, cast

import flask_login
from flask import has_request_context
from flask_login import UserMixin

from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.programme import programmes
from matchmaker.web.current_programme import current_programme


class SignedIn(UserMixin):  # type: ignore[misc]
    """A member together with the session token that brought them here.

    Templates read the member's attributes through it; views that hand a member to a service or
    to a row use `current_member()`.
    """

    def __init__(self, member: Member, token: str) -> None:
        self.member = member
        self.token = token

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.token

    @cached_property
    def is_coordinator(self) -> bool:
        """Whether the member runs the programme."""
        return programmes.is_coordinator(db.session(), current_programme(), self.member)

    def __getattr__(self, name: str) -> Any:
        if name == "member":
            raise AttributeError(name)
        return getattr(self.member, name)


def is_signed_in() -> bool:
    """Whether a member is signed in."""
    return has_request_context() and bool(flask_login.current_user.is_authenticated)


def current_member() -> Member:
    """Return the member who is signed in; only for pages whose guard made sure of that."""
    return cast(Member, flask_login.current_user.member)


def is_coordinator() -> bool:
    """Whether the person is signed in and runs the programme."""
    return is_signed_in() and bool(flask_login.current_user.is_coordinator)
