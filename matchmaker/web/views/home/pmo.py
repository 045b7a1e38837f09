"""What a PMO is, for whoever wonders whether it is for them."""

from typing import Final

from flask import Blueprint, render_template

from matchmaker.messages import lazy_gettext
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.current_member import is_signed_in

blueprint = Blueprint("pmo", __name__)

DAYS: Final = {
    "administrator": lazy_gettext(
        "You keep things running. In the morning you bring plans and the risk register up to date "
        "and chase two reports that are late; later you prepare the board meeting, write down what "
        "it decides, and see that the right people hear of it the same day."
    ),
    "analyst": lazy_gettext(
        "You turn figures into answers. You check what projects report against what they spend, "
        "find the one whose forecast does not add up, talk to its project manager, and draw the "
        "chart that makes the point to the board in ten seconds."
    ),
    "specialist": lazy_gettext(
        "You make projects easier to run. You help a project manager cut a plan down to what the "
        "project needs, lead a workshop on risks, review a business case before it goes to the "
        "board, and improve the template that everybody complains about."
    ),
    "manager": lazy_gettext(
        "You run the office. You settle with two directors who gets the same three engineers, "
        "coach a project manager through a difficult sponsor, agree with finance on the next "
        "quarter, and decide what your team stops doing so that the rest gets done."
    ),
    "head": lazy_gettext(
        "You shape where the organisation goes. You tell the management board which projects to "
        "stop, speak for the change that nobody has asked for yet, and spend most of the day "
        "listening: the portfolio depends on people who trust you with bad news."
    ),
}


@blueprint.get("/what-a-pmo-does")
def show() -> str:
    """Tell what a PMO does, who works there, and how one gets in."""
    roles = load_taxonomy().roles.values()
    days = [(role, DAYS[role.code]) for role in roles if role.code in DAYS and not role.retired]
    return render_template("home/what_a_pmo_does.html", days=days, is_signed_in=is_signed_in())
