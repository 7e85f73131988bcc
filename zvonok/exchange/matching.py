"""Who of a source's people is who of ours: by the source's number, then by rules that are shown; else a person says.

Comes in: a run whose rows are staged and right. Goes out: staged people with whom they were found to be, and doubts.
Called by: `exchange.actions`. The rules are `matching.sql`; their names there and their words here are the same.
"""

from importlib.resources import files
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zvonok.exchange.models import Run, StagedPerson

MATCH: Final = (files("zvonok.exchange") / "matching.sql").read_text()
# Whom a person has called the same is he; who is none of those he might be is somebody new.
SETTLE: Final = """
UPDATE exchange_stagedperson staged SET person_id = doubt.person_id, found = 'chosen'
FROM exchange_doubt doubt
WHERE staged.run_id = %(run)s AND staged.found = 'doubtful'
  AND doubt.run_id = %(run)s AND doubt.there = staged.there AND doubt.is_same;
UPDATE exchange_stagedperson staged SET person_id = NULL, found = 'new'
WHERE staged.run_id = %(run)s AND staged.found = 'doubtful' AND NOT EXISTS (
    SELECT FROM exchange_doubt doubt
    WHERE doubt.run_id = %(run)s AND doubt.there = staged.there AND doubt.is_same IS DISTINCT FROM false)
"""

# How people are found, in the order of trying.
RULES: Final[dict[str, Any]] = {
    "known": _("номер в этом источнике уже известен"),
    "birth_date": _("совпали имя и дата рождения"),
    "class": _("совпали имя и класс, а дата рождения известна не везде"),
    "employee": _("сотрудник с тем же именем и отчеством"),
    "parent": _("родитель того же ребёнка с тем же именем"),
    "chosen": _("вы сказали, что это он"),
}
# Why a pair is shown to a person.
DOUBTS: Final[dict[str, Any]] = {
    "number": _("под этим номером был человек с другим именем"),
    "name": _("имя то же, а больше ничего не известно"),
    "birth_differs": _("имя и класс те же, а дата рождения другая"),
    "last_name": _("имя и дата рождения те же, а фамилия другая"),
    "birth_date": _("имя и дата рождения подходят не одному"),
    "class": _("имя и класс подходят не одному"),
    "employee": _("имя и отчество подходят не одному сотруднику"),
    "parent": _("имя подходит не одному родителю этого ребёнка"),
    "chosen": _("раньше было сказано, что это он, но подходит не один"),
}


@transaction.atomic
def match(run: Run) -> bool:
    """Whether a person must say something."""
    with connection.cursor() as cursor:
        cursor.execute(MATCH, {"run": run.pk, "source": run.source_id, "school": run.school_id})
    return settle(run)


def settle(run: Run) -> bool:
    """Takes what was said of the doubts; whether any is left."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"run": run.pk})
    return StagedPerson.objects.filter(run=run, found=StagedPerson.Found.DOUBTFUL).exists()
