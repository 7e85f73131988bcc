from django.apps import AppConfig


class ChatRulesConfig(AppConfig):
    name = "zvonok.chat_rules"
    label = "chat_rules"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.chat_rules import panels
        from zvonok.chat_rules.listener import facts_changed
        from zvonok.ground.panels import show
        from zvonok.roster.touched import listen

        listen(facts_changed)
        show("staff_room_aside", panels.staff_room_aside)
        show("staff_room_main", panels.staff_room_main)
        show("class_aside", panels.class_aside)
        show("class_main", panels.class_main)
        show("person_main", panels.person_main)
