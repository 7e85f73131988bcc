from django.urls import path

from zvonok.lessons import pages, planning_pages, remote_pages, school_pages

urlpatterns = [
    path("timetable/", pages.timetable, name="timetable"),
    path("lessons/<int:lesson_id>/", pages.lesson, name="lesson"),
    path("lessons/<int:lesson_id>/files/", pages.add_file, name="lesson-add-file"),
    path("lessons/<int:lesson_id>/files/<int:file_id>/remove/", pages.remove_file, name="lesson-remove-file"),
    path("lessons/<int:lesson_id>/remote/", remote_pages.remote, name="lesson-remote"),
    path("lessons/<int:lesson_id>/remote/cancel/", remote_pages.cancel, name="lesson-remote-cancel"),
    path("lessons/<int:lesson_id>/attendance.xlsx", remote_pages.attendance, name="lesson-attendance"),
    path("lessons/<int:lesson_id>/move/", school_pages.move, name="lesson-move"),
    path("lessons/<int:lesson_id>/cancel/", school_pages.cancel, name="lesson-cancel"),
    path("lessons/<int:lesson_id>/restore/", school_pages.restore, name="lesson-restore"),
    path("lessons/<int:lesson_id>/substitute/", school_pages.substitute, name="lesson-substitute"),
    path("lessons/<int:lesson_id>/end-substitution/", school_pages.end_substitution, name="lesson-end-substitution"),
    path("planning/", planning_pages.groups, name="planning"),
    path("planning/<int:study_group_id>/", planning_pages.plan, name="plan"),
    path("planning/<int:study_group_id>/topics/", planning_pages.topics, name="plan-topics"),
    path("planning/<int:study_group_id>/remote/", remote_pages.series, name="plan-remote"),
    path("calendar/", pages.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", pages.calendar_feed, name="calendar-feed"),
    path("school/<int:school_id>/timetable/", school_pages.home, name="school-timetable"),
    path("school/<int:school_id>/timetable/class/<int:class_id>/", pages.class_timetable, name="class-timetable"),
    path("school/<int:school_id>/timetable/bells/", school_pages.bells, name="bells"),
    path("school/<int:school_id>/timetable/bells/new/", school_pages.edit_bells, name="bells-new"),
    path("school/<int:school_id>/timetable/bells/<int:schedule_id>/", school_pages.edit_bells, name="bells-edit"),
    path("school/<int:school_id>/timetable/year/", school_pages.year, name="school-year"),
    path("school/<int:school_id>/timetable/year/new/", school_pages.new_year, name="school-year-new"),
    path("school/<int:school_id>/timetable/week/<int:class_id>/", school_pages.week, name="school-week"),
    path("school/<int:school_id>/timetable/make/", school_pages.make, name="make-lessons"),
    path("school/<int:school_id>/timetable/substitutions/", school_pages.substitutions, name="substitutions"),
]
