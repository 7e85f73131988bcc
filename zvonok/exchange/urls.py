"""Which address leads to what. Called by: zvonok.urls."""

from django.urls import path

from zvonok.exchange import pages, source_pages

ROSTERS = "school/<int:school_id>/rosters/"
RUN = ROSTERS + "<int:run_id>/"
SOURCES = ROSTERS + "sources/"
SOURCE = SOURCES + "<int:source_id>/"

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
    path(SOURCES, source_pages.sources_list, name="roster-sources"),
    path(SOURCES + "new/<slug:kind>/", source_pages.new, name="roster-source-new"),
    path(SOURCE, source_pages.source, name="roster-source"),
    path(SOURCE + "check/", source_pages.check, name="roster-source-check"),
    path(SOURCE + "read/", source_pages.read, name="roster-source-read"),
    path(SOURCE + "bring/", source_pages.bring, name="roster-source-bring"),
    path(SOURCE + "columns/", source_pages.columns, name="roster-source-columns"),
]
