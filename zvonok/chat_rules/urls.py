"""The addresses of the buttons."""

from django.urls import path

from zvonok.chat_rules import pages

urlpatterns = [
    path("chats/open/staff-room/<int:school_id>/", pages.open_staff_room, name="open-staff-room"),
    path("chats/open/class/<int:class_id>/", pages.open_class_chat, name="open-class-chat"),
    path("chats/open/parents/<int:class_id>/", pages.open_parents_chat, name="open-parents-chat"),
    path("school/<int:school_id>/people/<int:person_id>/exception/", pages.make_exception, name="make-exception"),
    path("exceptions/<int:exception_id>/end/", pages.end_exception, name="end-exception"),
]
