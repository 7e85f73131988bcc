"""Which address leads to what. Called by: zvonok.urls."""

from django.urls import path

from zvonok.programs import pages, school_pages

SCHOOL = "school/<int:school_id>/"
BOT = SCHOOL + "bots/<int:bot_id>/"
WEBHOOK = SCHOOL + "webhooks/<int:webhook_id>/"

urlpatterns = [
    path("programs/", pages.own, name="programs"),
    path("programs/tokens/<int:token_id>/revoke/", pages.revoke, name="revoke-token"),
    path("programs/api/", pages.description, name="programs-api"),
    path(SCHOOL + "programs/", school_pages.programs, name="school-programs"),
    path(SCHOOL + "bots/", school_pages.new_bot, name="new-bot"),
    path(BOT, school_pages.bot, name="bot"),
    path(BOT + "switch/", school_pages.switch_bot, name="switch-bot"),
    path(BOT + "tokens/<int:token_id>/revoke/", school_pages.revoke_bot_token, name="revoke-bot-token"),
    path(SCHOOL + "webhooks/", school_pages.new_webhook, name="new-webhook"),
    path(WEBHOOK, school_pages.webhook, name="webhook"),
    path(WEBHOOK + "pause/", school_pages.pause_webhook, name="pause-webhook"),
    path(WEBHOOK + "delete/", school_pages.delete_webhook, name="delete-webhook"),
    path(WEBHOOK + "deliveries/<uuid:delivery_id>/again/", school_pages.send_again, name="send-again"),
]
