from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "zvonok.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.ground.panels import show
        from zvonok.operations import panels

        show("school_tabs", panels.school_tabs)
