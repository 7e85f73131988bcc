"""What the rules of chats show on the diary's pages: the block on the right with the buttons, and who is missing and why.

Called by: `{% panels %}` of the roster's pages; registered in apps.py.
"""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from zvonok.chat_rules import actions, doors, queries
from zvonok.chat_rules.models import ChatException, RuledChat
from zvonok.ground import limits
from zvonok.messenger.models import Chat, Place
from zvonok.roster.asker import asker
from zvonok.roster.doors import is_administrator
from zvonok.roster.models import School, SchoolClass

Kind = Chat.Kind


def staff_room_aside(request: HttpRequest, school: School) -> str:
    chat = actions.find(Kind.STAFF_ROOM, school=school.pk)
    facts = {"school": school, "chat": chat, "members": _count(chat)}
    return render_to_string("chat_rules/staff_room_aside.html", facts, request)


def staff_room_main(request: HttpRequest, school: School) -> str:
    chat = actions.find(Kind.STAFF_ROOM, school=school.pk)
    if chat is None or not is_administrator(asker(request), school.pk):
        return ""
    return _missing_card(request, [chat])


def class_aside(request: HttpRequest, school_class: SchoolClass) -> str:
    person = asker(request)
    buttons = [
        {
            "kind": kind,
            "class": school_class,
            "members": _count(actions.find(kind, school=school_class.school_id, school_class=school_class.pk)),
        }
        for kind in (Kind.CLASS, Kind.PARENTS)
        if doors.may_open(kind, person, school_class)
    ]
    if not buttons:
        return ""
    return render_to_string("chat_rules/class_aside.html", {"buttons": buttons}, request)


def class_main(request: HttpRequest, school_class: SchoolClass) -> str:
    if not doors.sees_missing(asker(request), school_class):
        return ""
    rules = RuledChat.objects.filter(school_class=school_class).values_list("chat_id", flat=True)
    return _missing_card(request, list(rules)) if rules else ""


def person_main(request: HttpRequest, card: dict[str, Any]) -> str:
    """A person's ruled places at the school, and exceptions about him, on the card that its administrators see."""
    person, school = card["person"], card["school"]
    places = Place.objects.filter(person=person, chat__ruled=True, chat__school=school).select_related("chat")
    exceptions = ChatException.objects.filter(person=person, chat__school=school, ended_at=None)
    facts = {
        "places": places.order_by("chat__title", "chat_id")[: limits.chats_page_max],
        "exceptions": exceptions.select_related("chat", "author").order_by("ends_at"),
        "person": person,
        "school": school,
    }
    return render_to_string("chat_rules/person_main.html", facts, request)


def _missing_card(request: HttpRequest, chats: list[int]) -> str:
    found = queries.missing(chats)
    titles = dict(Chat.objects.filter(pk__in=chats).values_list("pk", "title"))
    rows: list[dict[str, Any]] = [
        {"person": one.person, "title": titles[one.chat_id], "why": one.why} for one in found[: limits.members_page_max]
    ]
    return render_to_string("chat_rules/missing.html", {"missing": rows, "count": len(found)}, request)


def _count(chat: int | None) -> int:
    return Place.objects.filter(chat=chat).count() if chat else 0
