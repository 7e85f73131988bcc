"""A school's other systems: how each is reached, when it is read, and what its columns are called.

Comes in: what an administrator typed; a source; the time. Goes out: the source as it is kept; files or a folder to be read of
it. Called by: `exchange.source_pages`, `exchange.bringing`, `exchange.nightly`.

A service's secret is sealed, and goes to no other address than it was typed for.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings as installation
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.exchange import remote, sealing
from zvonok.exchange.models import Run, Source
from zvonok.exchange.reading import class_list, oneroster_rest
from zvonok.exchange.reading.choosing import FORMATS, format_named
from zvonok.exchange.rows import Kind
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.ground.storable import storable
from zvonok.roster import names
from zvonok.roster.models import Person, School

SERVICE: Final = oneroster_rest.FORMAT.name
LIST: Final = class_list.FORMAT.name
SCOPE_LENGTH_MAX: Final = 500
WHOLE: Final = {
    Kind.PERSON.value: gettext_lazy("людей"),
    Kind.EMPLOYEE.value: gettext_lazy("сотрудников"),
    Kind.CLASS.value: gettext_lazy("классов"),
    Kind.ENROLMENT.value: gettext_lazy("учеников в классах"),
}


@transaction.atomic
def save(
    *,
    school: School,
    source: Source | None = None,
    kind: str,
    name: str,
    organisation: str = "",
    reads_at: time | None = None,
    settings: Mapping[str, Any] | None = None,
    secret: str = "",
    by: Person,
) -> Source:
    """A new source, or the same one with other settings. `secret`: empty for the one that is kept."""
    if kind not in {one.name for one in FORMATS} or (source is not None and source.kind != kind):
        raise Refused(_("Такого вида источников нет. Обновите страницу."), "kind")
    if source is None and Source.objects.filter(school=school).count() >= limits.sources_of_school_max:
        raise Refused(_("Источников уже %(most)d: больше не нужно.") % {"most": limits.sources_of_school_max})
    if len(organisation.strip()) > limits.source_id_length_max:
        raise Refused(_("Код длиннее %(most)d знаков.") % {"most": limits.source_id_length_max}, "organisation")
    before = _told(source) if source is not None else None
    source = source or Source(school=school, kind=kind)
    source.name = names.title(name, "name", length_max=limits.title_length_max)
    source.organisation = storable(organisation.strip())
    source.reads_at = reads_at
    if kind == SERVICE:
        source.settings = _service(source.settings, settings or {}, secret)
    elif kind == LIST:
        source.settings = _list(source.settings, settings or {})
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise Refused(_("Источник с таким названием уже есть. Назовите иначе."), "name") from None
    audit.record(
        "exchange:source:saved", by=by.pk, school=school.pk, before=before, after={"source": source.pk, **_told(source)}
    )
    return source


def reach(source: Source) -> remote.Reached:
    kept = source.settings
    return remote.Reached(
        address=kept.get("address", ""),
        token_address=kept.get("token_address", ""),
        client_id=kept.get("client_id", ""),
        secret=sealing.opened(kept.get("secret", "")),
        version=kept.get("version", remote.VERSIONS[0]),
        scope=kept.get("scope", ""),
    )


def fetch(run: Run, folder: Path) -> None:
    """What a service says now, as files in the run's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    remote.bring(reach(run.source), folder, since=since(run))


def since(run: Run) -> datetime | None:
    """From when on changes are enough; None: all must be told, as it is once a week, for not everything is told as a change."""
    if not run.source.settings.get("by_changes"):
        return None
    applied = Run.objects.filter(source=run.source, state=Run.State.APPLIED)
    oldest = run.made_at - timedelta(days=limits.remote_whole_days_max)
    if not applied.filter(complete__contains=Kind.PERSON.value, made_at__gte=oldest).exists():
        return None
    last = applied.latest("made_at").made_at
    return last - timedelta(hours=limits.remote_overlap_hours)


def incoming(source: Source) -> Path:
    """Where another system, or whoever looks after the server, puts a source's files, to be read by the clock."""
    return Path(installation.VAR) / "rosters" / "in" / str(source.pk)


def files_of(source: Source) -> list[str]:
    if not format_named(source.kind).is_file:
        return [str(source.settings.get("address", ""))]
    folder = incoming(source)
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def due(now: datetime) -> list[Source]:
    """Whose hour has come today, and who has not been read by the clock since."""
    today = timezone.localdate(now)
    found = []
    for source in Source.objects.filter(reads_at__isnull=False).select_related("school").order_by("pk"):
        assert source.reads_at is not None
        at = clock.at(today, source.reads_at)
        if at <= now and not Run.objects.filter(source=source, by=None, made_at__gte=at).exists():
            found.append(source)
    return found


def emptied(run: Run) -> str:
    """What a source that tells all has told of the last time, and now not a single row of. Nobody's school ends overnight."""
    last = Run.objects.filter(source=run.source, state=Run.State.APPLIED).exclude(pk=run.pk).order_by("-pk").first()
    for kind, words in WHOLE.items():
        told_all = last is not None and kind in run.complete and kind in last.complete
        if last is not None and told_all and last.counts.get(kind) and not run.counts.get(kind):
            return str(words)
    return ""


def was_seen(source: Source) -> bool:
    """A person has looked at a plan of this source and agreed: from then on the clock may apply what the brake lets through."""
    return Run.objects.filter(source=source, applied_by__isnull=False, applied_at__isnull=False).exists()


def _service(kept: Mapping[str, Any], typed: Mapping[str, Any], secret: str) -> dict[str, Any]:
    address = remote.reached(str(typed.get("address", "")), "address")
    token_address = remote.reached(str(typed.get("token_address", "")), "token_address")
    client_id = storable(str(typed.get("client_id", "")).strip())
    if not client_id or len(client_id) > limits.source_id_length_max:
        raise Refused(_("Введите имя, которое вам дали для этой службы."), "client_id")
    version = typed.get("version")
    if version not in remote.VERSIONS:
        raise Refused(_("Версия службы — 1.1 или 1.2."), "version")
    scope = " ".join(storable(str(typed.get("scope", ""))).split())
    if len(scope) > SCOPE_LENGTH_MAX:
        raise Refused(_("Слишком длинно. Сократите."), "scope")
    same = (kept.get("address"), kept.get("token_address")) == (address, token_address)
    if not secret and not (same and kept.get("secret")):
        raise Refused(_("Введите секрет: для другого адреса прежний не годится."), "secret")
    return {
        "address": address,
        "token_address": token_address,
        "client_id": client_id,
        "version": version,
        "scope": scope,
        "by_changes": bool(typed.get("by_changes")),
        "secret": sealing.sealed(secret) if secret else kept["secret"],
    }


def _list(kept: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    told = class_list.Told.of({**kept, **typed})
    if told.heads and not told.heads.keys() & {"full_name", "last_name"}:
        raise Refused(_("Укажите, в каком столбце фамилия, или фамилия, имя и отчество."), "full_name")
    title = names.title(told.class_title, "class_title", length_max=limits.class_title_length_max) if told.class_title else ""
    return {"columns": dict(told.heads), "class_title": title, "is_whole": told.is_whole}


def _told(source: Source) -> dict[str, Any]:
    """For the audit: everything but the secret."""
    return {
        "kind": source.kind,
        "name": source.name,
        "organisation": source.organisation,
        "reads_at": source.reads_at.isoformat("minutes") if source.reads_at else None,
        "settings": {name: word for name, word in source.settings.items() if name != "secret"},
    }
