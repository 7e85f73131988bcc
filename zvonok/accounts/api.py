"""The ticket for live delivery.

Called by: the client, before each connection.
"""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zvonok.accounts import ticket
from zvonok.ground import clock, push, push_address
from zvonok.roster.asker import asker

router = Router(tags=["push"])


class TicketOut(Schema):
    url: str
    ticket: str
    subject: str


@router.post("/push/ticket", response=TicketOut)
def make_ticket(request: HttpRequest) -> Any:
    person = asker(request).pk
    made = ticket.Ticket(session=request.session.session_key or "", person=person)
    return {
        "url": push_address.for_page(request),
        "ticket": ticket.make(made, clock.now().timestamp()),
        "subject": push.subject_of(person),
    }
