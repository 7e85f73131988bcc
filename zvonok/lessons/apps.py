from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "zvonok.lessons"
    label = "lessons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.files.doors import open_through
        from zvonok.ground.panels import show
        from zvonok.lessons import doors, panels

        open_through(doors.sees_file)
        show("education_tabs", panels.education_tabs)
        show("school_tabs", panels.school_tabs)
        show("class_aside", panels.class_aside)
