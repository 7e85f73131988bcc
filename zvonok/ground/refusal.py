"""What an action says when it cannot be done: one sentence for the person, and the field it stands beside.

Called by: actions raise it, pages and the API show it. Nothing has been written when it is raised.
"""


class Refused(Exception):
    """`sentence` is in the person's language and says what to do; `field` names the form's field, "" for the whole form."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
        self.field = field
