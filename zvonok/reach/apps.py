from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "zvonok.reach"
    label = "reach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.ground.panels import show
        from zvonok.messenger.heard import listen
        from zvonok.reach.digest_pages import security
        from zvonok.reach.listener import message_said

        listen(message_said)
        show("security", security)
