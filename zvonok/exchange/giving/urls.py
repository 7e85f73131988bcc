"""Which address leads to what. Called by: zvonok.urls."""

from django.urls import path

from zvonok.exchange.giving import answers, pages

SCHOOL = "school/<int:school_id>/"

urlpatterns = [
    path(SCHOOL + "systems/", pages.systems, name="school-systems"),
    path(SCHOOL + "systems/<int:client_id>/turn-away/", pages.turn_away, name="turn-system-away"),
    path(SCHOOL + "systems/export/", pages.export, name="export-school"),
    *answers.urlpatterns,
]
