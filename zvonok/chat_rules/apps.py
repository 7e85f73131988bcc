from django.apps import AppConfig


class ChatRulesConfig(AppConfig):
    name = "zvonok.chat_rules"
    label = "chat_rules"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.chat_rules.listener import facts_changed
        from zvonok.roster.touched import listen

        listen(facts_changed)
