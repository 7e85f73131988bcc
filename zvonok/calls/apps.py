from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "zvonok.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.accounts import ended
        from zvonok.calls import putting_out, queries
        from zvonok.chat_rules import heard as ruled_chats
        from zvonok.messenger import heard as free_chats
        from zvonok.messenger import rows
        from zvonok.roster.touched import listen

        listen(putting_out.facts_changed)
        free_chats.listen_to_places(putting_out.places_changed)
        ruled_chats.listen(putting_out.ruled_places_changed)
        ended.listen(putting_out.session_ended)
        rows.show("live", queries.LIVE_OF_ROW)
