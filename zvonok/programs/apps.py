from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "zvonok.programs"
    label = "programs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.chat_rules import heard as chat_rules_heard
        from zvonok.ground.api import api
        from zvonok.ground.panels import show
        from zvonok.messenger import heard as messenger_heard
        from zvonok.programs import listener, panels, scopes
        from zvonok.programs.bearer import Bearer

        api.admit(Bearer())
        api.describe(scopes.describe)
        messenger_heard.listen(listener.message_said)
        chat_rules_heard.listen(listener.places_changed)
        show("security", panels.security)
        show("staff_room_main", panels.staff_room_main)
