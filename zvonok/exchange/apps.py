from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "zvonok.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.exchange import panels
        from zvonok.ground.panels import show

        show("school_tabs", panels.school_tabs)
        show("staff_room_main", panels.staff_room_main)
