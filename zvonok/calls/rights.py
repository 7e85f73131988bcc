"""What a person may send in a call, by what everybody may, what he was given, and whether he leads.

Called by: `calls.actions`, `calls.leading`, `calls.putting_out`.
"""

from zvonok.calls.media import Rights
from zvonok.calls.models import Call, Participant


def rights_of(call: Call, his: Participant, *, leads: bool) -> Rights:
    if leads:
        return Rights(speak=True, show=True)
    speak = call.may_speak if his.may_speak is None else his.may_speak
    show = call.may_show if his.may_show is None else his.may_show
    return Rights(speak=speak, show=show)
