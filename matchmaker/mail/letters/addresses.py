"""Letters about a change of address: to the new one, and to the old one."""

from matchmaker.mail.desk import Desk
from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.models import AddressChange
from matchmaker.services.accounts.address_changes import (
    CONFIRM_WITHIN,
    STOP_WITHIN,
    change_token,
)


def address_confirm(desk: Desk) -> Letter:
    """The link that gives a member an address. It says no name: they may have mistyped it."""
    change = _change(desk)
    if change.done_at is not None:
        raise NoLongerTrue("the address was confirmed")
    token = change_token(change, "confirm", desk.settings.secret_key)
    return desk.write(
        greeting_name="",
        secrets=(token,),
        button_url=desk.url(f"/address/{token}"),
        expires=desk.moment(change.asked_at + CONFIRM_WITHIN),
        asked=desk.moment(change.asked_at),
    )


def address_stop(desk: Desk) -> Letter:
    """The link that stops a change that was asked for, or takes it back."""
    change = _change(desk)
    token = change_token(change, "stop", desk.settings.secret_key)
    return desk.write(
        greeting_name=change.member.name,
        secrets=(token,),
        new_address=change.new_address,
        button_url=desk.url(f"/address/stop/{token}"),
        expires=desk.moment(change.asked_at + STOP_WITHIN),
    )


def address_changed(desk: Desk) -> Letter:
    """Tells the old and the new address who changed it."""
    change = _change(desk)
    return desk.write(
        greeting_name=change.member.name,
        by=change.source.value,
        old_address=change.old_address,
        new_address=change.new_address,
        button_url=desk.url("/sign-in"),
    )


def _change(desk: Desk) -> AddressChange:
    change = desk.session.get(AddressChange, desk.row.payload["change_id"])
    if change is None or change.stopped_at is not None or change.member.left_at is not None:
        raise NoLongerTrue("the change was stopped, or the member has left")
    return change
