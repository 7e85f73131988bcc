"""People who are chosen on a page are invited: on paper who has no sign-in yet, by a letter who has one and an address.

Comes in: people of a school, and who presses. Goes out: a PDF of slips, or how many letters go.
Called by: `accounts.pages`, `chat_rules.school_pages`; `accounts.jobs` sends the letters.
"""

import logging
import smtplib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from zvonok.accounts import invitations, queries, sheets
from zvonok.ground import audit, mail
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person, School

log = logging.getLogger(__name__)
REMINDED = "accounts:person:reminded"


@transaction.atomic
def printed(
    request: HttpRequest, *, people: Sequence[Person], who: Mapping[int, str], school: School, name: str, by: Person
) -> FileResponse:
    """Codes are made only together with the paper that carries them: no paper, no codes. `who` stands on each slip."""
    slips = invitations.invite(people=people, school=school, by=by)
    made = sheets.sheets(
        [(slip, who.get(slip.person.pk, "")) for slip in slips],
        school=school.name,
        address=request.build_absolute_uri(reverse("invitation")),
    )
    answer = FileResponse(BytesIO(made), as_attachment=True, filename=f"{name}.pdf", content_type="application/pdf")
    answer["Cache-Control"] = "no-store"
    return answer


def to_print(school: School, people: Iterable[int], by: Person) -> list[Person]:
    """Those of them who have never signed in and may be given a code, by name."""
    allowed = queries.may_be_invited(school, people, by)
    found = Person.objects.filter(pk__in=allowed, user=None)
    return list(found.order_by("last_name", "first_name", "pk"))


def to_write(school: School, people: Iterable[int], by: Person, now: datetime) -> list[int]:
    """Those of the school's people whose address is known and who were not written to today."""
    asked = set(people) & queries.of_school(school, people)
    known = set(_addresses(asked))
    return sorted(known - _written_lately(known, now))


@transaction.atomic
def remind(*, school: School, people: Iterable[int], address: str, now: datetime, by: Person) -> int:
    """Letters that ask them to create their learning profiles, sent after the commit. At most one a day to each."""
    from zvonok.accounts.jobs import send_reminders

    if not mail.is_set():
        raise Refused(_("На этом сервере не настроена почта. Раздайте листки или скажите людям сами."))
    chosen = sorted(people)
    # Locked in one order: two who press at once write to nobody twice.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=chosen).order_by("pk"))
    due = to_write(school, chosen, by, now)
    for person in due:
        audit.record(REMINDED, by=by.pk, school=school.pk, person=person)
    if due:
        send_reminders.defer(people=due, school=school.pk, address=address)
    return len(due)


def send(people: Sequence[int], school: int, address: str) -> int:
    """Returns how many letters went. One that the server refuses holds up no other."""
    name = School.objects.get(pk=school).name
    persons = Person.objects.in_bulk(people)
    sent = 0
    line = get_connection()
    for number, email in sorted(_addresses(people).items()):
        try:
            sent += line.send_messages([_letter(persons[number], email, name, address)]) or 0
        except (smtplib.SMTPException, OSError) as failed:
            log.warning("A reminder was not sent: %s", type(failed).__name__)
    return sent


def _letter(person: Person, email: str, school: str, address: str) -> EmailMessage:
    with override("ru"):
        words = _(
            "Здравствуйте, %(name)s!\n\n"
            "%(school)s ждёт вас в школьных чатах. Для этого нужен учебный профиль: это одно нажатие и ваше согласие.\n\n"
            "%(address)s\n\n"
            "Письмо отправил администратор школы. Если вы не имеете отношения к этой школе, просто удалите его."
        ) % {"name": person.first_name, "school": school, "address": address}
        return EmailMessage(_("Создайте учебный профиль"), words, to=[email])


def _addresses(people: Iterable[int]) -> dict[int, str]:
    """Those that they have confirmed."""
    found = EmailAddress.objects.filter(
        user__person__in=list(people), user__is_active=True, user__person__is_active=True, verified=True, primary=True
    )
    return dict(found.values_list("user__person_id", "email"))


def _written_lately(people: Iterable[int], now: datetime) -> set[int]:
    since = now - timedelta(days=1)
    found = AuditEntry.objects.filter(what=REMINDED, person__in=list(people), at__gt=since)
    return {person for person in found.values_list("person", flat=True) if person}
