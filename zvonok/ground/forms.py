"""Forms that speak the house's words: an action's Refused stands beside the field it names.

Called by: pages of every room.
"""

from django import forms

from zvonok.ground.refusal import Refused


def put_beside(form: forms.BaseForm, refused: Refused) -> None:
    """The refusal's sentence beside its field, or over the whole form if the form has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
