"""Who is signed in, for views, guards and templates."""

from functools import cached_property
from typing import Any, cast

import flask_login
from flask import current_app, has_request_context
from flask_login import UserMixin

from config import Settings
from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.programme.programmes import Permission, permission_of
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
    def permission(self) -> Permission:
        """Whether the member may run the programme now."""
        settings: Settings = current_app.config["SETTINGS"]
        return permission_of(
            db.session(), current_programme(), self.member, settings.group_holds_for
        )

    @property
    def is_coordinator(self) -> bool:
        """Whether the member runs the programme."""
        return self.permission == "held"

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


def runs_programme() -> bool:
    """Whether the person is a coordinator, also where the organisation has to say so anew.

    Only for what leads to the coordinators' pages, not for what they show.
    """
    return is_signed_in() and flask_login.current_user.permission != "none"


def has_to_be_told() -> bool:
    """Whether the person is a coordinator by a group, as the organisation said too long ago."""
    return is_signed_in() and flask_login.current_user.permission == "to_be_told"
