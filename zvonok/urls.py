"""Wiring: which address leads to which room."""

from django.urls import include, path

from zvonok.accounts.api import router as push_router
from zvonok.calls.api import router as calls_router
from zvonok.chat_rules.api import router as chat_rules_router
from zvonok.files.api import router as files_router
from zvonok.ground import language
from zvonok.ground.api import api
from zvonok.messenger.alive_api import router as alive_router
from zvonok.messenger.api import router as messenger_router
from zvonok.messenger.export_api import router as export_router
from zvonok.messenger.groups_api import router as groups_router
from zvonok.messenger.pages import client
from zvonok.messenger.people_api import router as people_router
from zvonok.messenger.pictures_api import router as pictures_router
from zvonok.messenger.polls_api import router as polls_router
from zvonok.messenger.reports_api import router as reports_router
from zvonok.messenger.scheduled_api import router as scheduled_router
from zvonok.messenger.search_api import router as search_router
from zvonok.operations.audit_pages import audit
from zvonok.operations.pages import sign_in_as
from zvonok.programs.api import bot_router
from zvonok.programs.api import router as programs_router
from zvonok.reach.api import router as reach_router

api.add_router("", push_router)
api.add_router("", files_router)
api.add_router("", messenger_router)
api.add_router("", alive_router)
api.add_router("", export_router)
api.add_router("", people_router)
api.add_router("", pictures_router)
api.add_router("", groups_router)
api.add_router("", polls_router)
api.add_router("", reports_router)
api.add_router("", scheduled_router)
api.add_router("", search_router)
api.add_router("", chat_rules_router)
api.add_router("", calls_router)
api.add_router("", reach_router)
api.add_router("", programs_router)
api.add_router("", bot_router)

urlpatterns = [
    path("", include("zvonok.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    path("demo/sign-in-as/", sign_in_as, name="sign-in-as"),
    path("school/<int:school_id>/audit/", audit, name="school-audit"),
    path("language/", language.choose, name="language"),
    path("", include("zvonok.roster.urls")),
    path("", include("zvonok.profiles.urls")),
    path("", include("zvonok.files.urls")),
    path("", include("zvonok.chat_rules.urls")),
    path("", include("zvonok.lessons.urls")),
    path("", include("zvonok.reach.urls")),
    path("", include("zvonok.exchange.urls")),
    path("", include("zvonok.exchange.giving.urls")),
    path("", include("zvonok.exchange.year_urls")),
    path("", include("zvonok.programs.urls")),
    path("", include("zvonok.messenger.urls")),
    path("messenger/", client, name="messenger"),
    path("messenger/<path:rest>", client),
]
