"""What happens when facts change: places and titles are made right in the same transaction.

Called by: `roster.touched`, for every writer of the roster and of profiles. It is the only listener.
"""

from collections.abc import Sequence

from zvonok.chat_rules.keep import keep
from zvonok.chat_rules.titles import follow_renamed
from zvonok.roster.touched import Effect


def facts_changed(*, people: Sequence[int], classes: Sequence[int]) -> Sequence[Effect]:
    if classes:
        follow_renamed(classes)
    return keep(people=people).effects if people else ()
