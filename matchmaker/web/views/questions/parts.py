"""The form of a question that asks several things at once."""

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaker.messages import lazy_gettext
from matchmaker.services.questions.question import MailedQuestion


def parts_form(question: MailedQuestion) -> FlaskForm:
    """Return a form with the answers of each part to choose from, filled in with what was sent."""
    asked = {
        part.name: RadioField(
            part.label,
            choices=[SelectChoice(each.value, each.label) for each in part.choices],
            default=part.usual or None,
            validators=[InputRequired(lazy_gettext("Choose one of the answers."))],
        )
        for part in question.parts
    }
    return type("PartsForm", (FlaskForm,), asked)()
