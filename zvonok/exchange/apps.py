from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "zvonok.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.exchange import panels
        from zvonok.exchange.giving import panels as panels_of_giving
        from zvonok.ground.panels import show

        show("school_tabs", panels.school_tabs)
        show("school_tabs", panels_of_giving.school_tabs)
