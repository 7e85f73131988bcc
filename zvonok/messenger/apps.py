from django.apps import AppConfig


class MessengerConfig(AppConfig):
    name = "zvonok.messenger"
    label = "messenger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.files.doors import open_through
        from zvonok.messenger.sent_files import sees

        open_through(sees)
