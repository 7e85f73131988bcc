from django.apps import AppConfig


class MessengerConfig(AppConfig):
    name = "zvonok.messenger"
    label = "messenger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.files.doors import open_through
        from zvonok.messenger.retention import days_by_kind
        from zvonok.messenger.sent_files import sees

        open_through(sees)
        # A setting that is not understood is told at the start.
        days_by_kind()
