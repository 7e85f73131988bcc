"""Which address leads to what. Called by: zvonok.urls."""

from django.urls import path

from zvonok.exchange import pages

ROSTERS = "school/<int:school_id>/rosters/"
RUN = ROSTERS + "<int:run_id>/"

urlpatterns = [
    path(ROSTERS, pages.rosters, name="rosters"),
    path(ROSTERS + "template/<slug:which>/", pages.template_file, name="roster-template"),
    path(RUN, pages.run, name="roster-run"),
    path(RUN + "progress/", pages.progress, name="roster-progress"),
    path(RUN + "go-on/", pages.go_on, name="roster-go-on"),
    path(RUN + "doubts/", pages.doubts, name="roster-doubts"),
    path(RUN + "apply/", pages.apply, name="roster-apply"),
    path(RUN + "undo/", pages.undo, name="roster-undo"),
    path(RUN + "drop/", pages.drop, name="roster-drop"),
    path(RUN + "plan.xlsx", pages.plan_table, name="roster-plan-table"),
    path(RUN + "problems.xlsx", pages.problems_table, name="roster-problems-table"),
]
