"""Letters that remind the two of a mentorship to meet, each with a time that suits both."""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.mail.desk import Desk, name_of
from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.mail.letters.mentorships import pair_of, write_about_pair
from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext, sentences
from matchmaker.models import MatchStatus
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.first_contact import first_half_hours
from matchmaker.services.mentorships.session_list import times_to_offer


def first_message_prompt(desk: Desk) -> Letter:
    """To the mentee, who writes first and may not have."""
    match, partner = pair_of(desk)
    if match.status != MatchStatus.INTRODUCED:
        raise NoLongerTrue("they have met by now")
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("Have you written to %(name)s?", name=name),
        preheader=_("Two sentences are enough."),
        before=[
            _("We introduced you to %(name)s a few days ago, and you write first.", name=name),
            _(
                "Two sentences are enough: what you would like to talk about, and two times "
                "when you can."
            ),
        ],
        button_label=_("Open our mentorship"),
        after=[_("Have you written already? Then you need do nothing.")],
        reply_to=(partner,),
    )


def first_session_prompt(desk: Desk) -> Letter:
    """To both, two weeks after the introduction, where no session is known of."""
    match, partner = pair_of(desk)
    if match.status != MatchStatus.INTRODUCED:
        raise NoLongerTrue("they have met by now")
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("Find a time to meet %(name)s", name=name),
        preheader=_("A first half hour is enough."),
        before=[
            _(
                "You and %(name)s were introduced two weeks ago, and we know of no meeting yet.",
                name=name,
            ),
            sentences(
                _("A first half hour is enough to see whether it fits."),
                _how_about(desk, first_half_hours(desk.session, match)),
            ),
        ],
        button_label=_("Open our mentorship"),
        after=[
            _(
                "Have you met? Press “We met” on that page. Does it not fit? End it there, "
                "without a reason."
            )
        ],
        reply_to=(partner,),
    )


def next_session_prompt(desk: Desk) -> Letter:
    """To both, where they have not met for a while."""
    match, partner = pair_of(desk)
    name = name_of(partner)
    mentorship = mentorship_of(desk.session, match)
    return write_about_pair(
        desk,
        title=_("When do you meet %(name)s next?", name=name),
        preheader=_("No session is planned."),
        before=[
            _(
                "It has been a while since you and %(name)s met, and no session is planned.",
                name=name,
            ),
            ngettext(
                "You planned to meet every week, and can agree on another rhythm.",
                "You planned to meet every %(num)s weeks, and can agree on another rhythm.",
                mentorship.every_weeks,
            ),
            _how_about(desk, times_to_offer(desk.session, match)),
        ],
        button_label=_("Open our mentorship"),
        after=[_("Have you reached what you wanted? You can also finish the mentorship there.")],
        reply_to=(partner,),
    )


def _how_about(desk: Desk, times: Sequence[datetime]) -> str:
    """Name a day and a time: a reader who sees both is likelier to settle on one."""
    if not times:
        return _("Suggest a day and a time today.")
    return _(
        "How about %(moment)s? On your page you can offer this time, or others, with one button.",
        moment=desk.moment(times[0]),
    )
