"""A scheduled import that did not go by itself is told to the school's administrators: by letter, and on their school's page.

Comes in: a run. Goes out: letters; what waits. Called by: `exchange.nightly`, `exchange.panels`.
"""

import logging
import smtplib
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from zvonok.exchange.models import FoundProblem, Run
from zvonok.ground import limits, mail
from zvonok.roster.models import Employee

log = logging.getLogger(__name__)
State = Run.State
TELLS = (State.PROBLEMS, State.DOUBTFUL, State.PLANNED, State.WAITING, State.FAILED)


def tell(run: Run) -> int:
    """How many letters have gone. Whoever has no confirmed address sees it on the school's page."""
    if not mail.is_set():
        return 0
    administrators = Employee.objects.filter(
        school=run.school_id, until=None, is_administrator=True, person__is_active=True
    ).values("person")
    addresses = EmailAddress.objects.filter(
        user__person__in=administrators, user__is_active=True, verified=True, primary=True
    ).order_by("email")[: limits.roster_told_max]
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Загрузка списков: %(source)s") % {"source": " ".join(run.source.name.split())}
        body = "\n\n".join(_lines(run)) + "\n"
    count = 0
    with get_connection(timeout=limits.mail_seconds_max) as line:
        for address in addresses:
            letter = EmailMessage(
                subject, body, to=[address.email], headers={"Auto-Submitted": "auto-generated"}, connection=line
            )
            try:
                count += letter.send()
            except (smtplib.SMTPException, OSError, ValueError):
                log.warning("Письмо о загрузке %s не ушло", run.pk)
    return count


def waiting(school: int) -> QuerySet[Run]:
    """Scheduled runs that ask for a person, the last of each source."""
    last = Run.objects.filter(school=school, by=None).order_by("source", "-pk").distinct("source").values("pk")
    return Run.objects.filter(pk__in=last, state__in=TELLS).select_related("source").order_by("pk")


def why(run: Run) -> str:
    """In a sentence: what has happened, and that nothing has changed."""
    if run.state == State.PROBLEMS:
        first = FoundProblem.objects.filter(run=run).order_by("pk").first()
        count = run.counts.get("problems", 0)
        if first is not None and first.line == 0:
            return _("Прочитать не получилось: %(sentence)s") % {"sentence": first.sentence}
        return _("В списках ошибки (%(n)d). В школе ничего не изменилось.") % {"n": count}
    return {
        State.DOUBTFUL: _("Есть люди, похожие на тех, кто уже в школе: решите, кто это. Ничего не изменилось."),
        State.PLANNED: _("План посчитан и ждёт вашего согласия. Ничего не изменилось."),
        State.WAITING: _("План опустошил бы чаты или затронул слишком многих, поэтому ждёт вас. Ничего не изменилось."),
    }.get(State(run.state), _("Что-то пошло не так. Ничего не изменилось."))


def _lines(run: Run) -> Iterator[str]:
    yield _("Здравствуйте!")
    yield _("Школа «%(school)s», источник «%(source)s», загрузка по расписанию.") % {
        "school": " ".join(run.school.name.split()),
        "source": " ".join(run.source.name.split()),
    }
    yield why(run)
    yield settings.SITE_URL + reverse("roster-run", args=[run.school_id, run.pk])
