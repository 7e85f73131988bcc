"""The addresses of the buttons, and of the pages about all chats of a school."""

from django.urls import path

from zvonok.chat_rules import pages, school_pages

urlpatterns = [
    path("chats/open/staff-room/<int:school_id>/", pages.open_staff_room, name="open-staff-room"),
    path("chats/open/class/<int:class_id>/", pages.open_class_chat, name="open-class-chat"),
    path("chats/open/parents/<int:class_id>/", pages.open_parents_chat, name="open-parents-chat"),
    path("school/<int:school_id>/people/<int:person_id>/exception/", pages.make_exception, name="make-exception"),
    path("exceptions/<int:exception_id>/end/", pages.end_exception, name="end-exception"),
    path("school/<int:school_id>/chats/", school_pages.chats, name="school-chats"),
    path("school/<int:school_id>/chats/missing/", school_pages.missing, name="school-missing"),
    path("school/<int:school_id>/chats/missing/invite/", school_pages.invite_missing, name="invite-missing"),
    path("school/<int:school_id>/chats/coverage/", school_pages.coverage, name="school-coverage"),
    path("school/<int:school_id>/chats/coverage/week/", school_pages.joined, name="school-joined"),
    path("school/<int:school_id>/chats/coverage/day/", school_pages.talked, name="school-talked"),
    path("school/<int:school_id>/chats/exceptions/", school_pages.exceptions, name="school-exceptions"),
    path("regions/<int:region_id>/", school_pages.region_schools, name="region"),
]
