"""The sweep compares the whole, school by school. It must find nothing; what it finds is our bug, logged and healed.

Called by: `zvonok sweep`, and the worker every quarter of an hour.
"""

import logging

from django.db import transaction

from zvonok.chat_rules.keep import keep
from zvonok.chat_rules.models import Sweep
from zvonok.roster.models import School
from zvonok.roster.touched import hold_school_alone

log = logging.getLogger(__name__)


def sweep() -> Sweep:
    granted = revised = revoked = 0
    for school in School.objects.order_by("pk").values_list("pk", flat=True).iterator():
        # Alone, for a healing must not meet a change half seen.
        with transaction.atomic():
            hold_school_alone(school)
            kept = keep(schools=[school])
        if kept.effects:
            log.error("Сверка нашла расхождение в школе %s, это наша ошибка: %s", school, list(kept.effects)[:20])
        granted, revised, revoked = granted + kept.granted, revised + kept.revised, revoked + kept.revoked
    return Sweep.objects.create(granted=granted, revised=revised, revoked=revoked)
