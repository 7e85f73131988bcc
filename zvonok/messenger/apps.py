from django.apps import AppConfig


class MessengerConfig(AppConfig):
    name = "zvonok.messenger"
    label = "messenger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.files.doors import open_through
        from zvonok.ground.panels import show
        from zvonok.messenger.pictures_pages import person_main
        from zvonok.messenger.retention import days_by_kind
        from zvonok.messenger.sent_files import sees

        open_through(sees)
        show("person_main", person_main)
        # A setting that is not understood is told at the start.
        days_by_kind()
