"""The addresses of the passing to the next year."""

from django.urls import path

from zvonok.exchange import year_pages

urlpatterns = [
    path("school/<int:school_id>/rollover/", year_pages.rollover, name="rollover"),
    path("school/<int:school_id>/rollover/<int:rollover_id>/undo/", year_pages.undo_rollover, name="undo-rollover"),
]
