from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "zvonok.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zvonok.accounts import panels
        from zvonok.ground.panels import show

        show("staff_room_main", panels.staff_room_main)
        show("class_main", panels.class_main)
