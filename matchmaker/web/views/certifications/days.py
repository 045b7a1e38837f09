"""A check that the forms of certifications and of the record of development share."""

from typing import Any, Final

from wtforms import ValidationError

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.web.fields import DayField
from matchmaker.web.filters import readers_time_zone

OLDEST_YEAR: Final = 1980


def check_day_of_the_past(_form: Any, field: DayField) -> None:
    """Refuse a day to come, or one before people had such certificates; blank is no day."""
    if field.day is None:
        return
    if field.day > clock.today(readers_time_zone()):
        raise ValidationError(_("Enter a day that is not in the future."))
    if field.day.year < OLDEST_YEAR:
        raise ValidationError(_("Enter a day from %(year)s on.", year=str(OLDEST_YEAR)))
