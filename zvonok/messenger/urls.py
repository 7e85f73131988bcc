"""The addresses of a school's pages about its chats, and of pictures."""

from django.urls import path

from zvonok.messenger import pictures_pages, school_pages

urlpatterns = [
    path("picture/", pictures_pages.own, name="own-picture"),
    path("pictures/people/<int:person_id>/<slug:word>/<int:side>", pictures_pages.persons, name="person-picture"),
    path("school/<int:school_id>/people/<int:person_id>/picture/", pictures_pages.take_away, name="take-picture-away"),
    path("pictures/chats/<int:chat_id>/<slug:word>/<int:side>", pictures_pages.chats, name="chat-picture"),
    path("school/<int:school_id>/switches/", school_pages.switches_page, name="school-switches"),
    path("school/<int:school_id>/reports/", school_pages.reports_page, name="school-reports"),
    path("school/<int:school_id>/reports/<int:report_id>/close/", school_pages.close_report, name="close-report"),
]
