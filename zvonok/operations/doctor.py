"""`zvonok doctor`: is everything there that an installation needs? Each line says what is, and what to do where it is not.

Comes in: settings. Goes out: True if nothing is missing. Called by: a person at a terminal, the check of the wheel.
"""

import shutil
import sys
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from zvonok.ground import limits, media_server, nats_server, postgres
from zvonok.ground.trouble import Trouble

Say = Callable[[str], None]
# None: something that one can do without, and does.
Finding = tuple[bool | None, str]


def examine(say: Say) -> bool:
    findings = list(_findings())
    for is_well, sentence in findings:
        say(f"{'–' if is_well is None else '✓' if is_well else '✗'} {sentence}")
    return all(is_well is not False for is_well, _sentence in findings)


def _findings() -> Iterator[Finding]:
    yield True, f"Python {sys.version.split()[0]}"
    yield _client()
    yield _translations()
    yield _disk()
    yield _postgres_programs()
    yield _nats_program()
    yield _media_program()
    yield _tables()


def _client() -> Finding:
    if (settings.CLIENT_FOLDER / ".vite" / "manifest.json").exists():
        return True, "клиент мессенджера собран"
    return False, "клиент мессенджера не собран: выполните make setup или установите готовый пакет"


def _translations() -> Finding:
    if all(any(folder.glob("*/LC_MESSAGES/django.mo")) for folder in settings.LOCALE_PATHS):
        return True, "переводы собраны"
    return False, "переводы не собраны: выполните make setup"


def _disk() -> Finding:
    free = shutil.disk_usage(settings.VAR).free
    told = f"на диске с {settings.VAR} свободно {free / 1e9:.1f} ГБ"
    if free > limits.disk_free_bytes_min:
        return True, told
    return False, f"{told}: освободите хотя бы 1 ГБ"


def _postgres_programs() -> Finding:
    if settings.DATABASE_URL:
        return True, "PostgreSQL — по адресу DATABASE_URL"
    try:
        postgres.cluster(settings.VAR)
    except Trouble as trouble:
        return False, str(trouble)
    return True, "PostgreSQL — свой, из пакета"


def _nats_program() -> Finding:
    if settings.NATS_URL:
        return True, "NATS — по адресу NATS_URL"
    try:
        nats_server.program()
    except Trouble as trouble:
        return False, str(trouble)
    return True, "NATS — свой, из пакета"


def _media_program() -> Finding:
    if settings.LIVEKIT_URL:
        return True, "LiveKit (звонки) — по адресу LIVEKIT_URL"
    try:
        return True, f"LiveKit (звонки) — свой: {media_server.program()}"
    except Trouble as trouble:
        return None, f"звонков не будет, остальное работает. {trouble}"


def _tables() -> Finding:
    try:
        executor = MigrationExecutor(connection)
    except OperationalError:
        return True, "база сейчас не запущена: её запустит zvonok serve"
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return False, f"таблицы отстают на {len(waiting)} шагов: запустите zvonok serve, он их доделает"
    return True, "таблицы на месте"
