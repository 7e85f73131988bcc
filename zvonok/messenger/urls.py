"""The addresses of a school's pages about its chats."""

from django.urls import path

from zvonok.messenger import school_pages

urlpatterns = [
    path("school/<int:school_id>/switches/", school_pages.switches_page, name="school-switches"),
    path("school/<int:school_id>/reports/", school_pages.reports_page, name="school-reports"),
    path("school/<int:school_id>/reports/<int:report_id>/close/", school_pages.close_report, name="close-report"),
]
