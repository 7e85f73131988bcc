"""Wiring: which address leads to which room."""

from django.urls import include, path

from zvonok.chat_rules.api import router as chat_rules_router
from zvonok.ground import language
from zvonok.ground.api import api
from zvonok.messenger.api import router as messenger_router

api.add_router("", messenger_router)
api.add_router("", chat_rules_router)

urlpatterns = [
    path("api/", api.urls),
    path("language/", language.choose, name="language"),
]
