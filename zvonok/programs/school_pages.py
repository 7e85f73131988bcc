"""A school's bots and webhooks, for its administrators.

Comes in: a signed-in administrator and his school's address. Goes out: a page, or 404 for everybody else; a new token's word
and a new webhook's secret stand on one page, once. Called by: urls.py, by the names there.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zvonok.ground import clock, limits
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.programs import bots, signing, tokens, webhooks
from zvonok.programs.forms import BotForm, BotTokenForm, WebhookForm
from zvonok.programs.models import Bot, Delivery, Webhook
from zvonok.roster import doors
from zvonok.roster.asker import asker
from zvonok.roster.models import Employee, School
from zvonok.roster.pages import school_page


@login_required
def programs(request: HttpRequest, school_id: int) -> HttpResponse:
    return _programs(request, doors.administrator(asker(request), school_id).school)


@login_required
@require_POST
def new_bot(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    form = BotForm(request.POST)
    if form.is_valid():
        try:
            made = bots.make(school=administrator.school, **form.cleaned_data, by=administrator.person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Бот создан. Теперь дайте его программе ключ."))
            return redirect("bot", school_id, made.pk)
    return _programs(request, administrator.school, bot_form=form)


@login_required
@never_cache
def bot(request: HttpRequest, school_id: int, bot_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    found, now = _bot(administrator, bot_id), clock.now()
    form = BotTokenForm(request.POST or None)
    page: dict[str, Any] = {
        **school_page(request, administrator.school, "programs"),
        "bot": found,
        "tokens": tokens.standing(now).filter(bot=found).order_by("-pk"),
        "places": found.places.select_related("chat").order_by("chat__title", "pk")[: limits.chats_page_max],
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            token, word = tokens.make_of_bot(bot=found, **form.cleaned_data, now=now, by=administrator.person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            return render(request, "programs/bot.html", {**page, "form": BotTokenForm(), "made": token, "word": word})
    return render(request, "programs/bot.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def switch_bot(request: HttpRequest, school_id: int, bot_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    found, on = _bot(administrator, bot_id), request.POST.get("on") == "1"
    bots.switch(bot=found, on=on, now=clock.now(), by=administrator.person)
    messages.success(request, _("Бот включён.") if on else _("Бот выключен: он ничего не пишет и не читает."))
    return redirect("bot", school_id, bot_id)


@login_required
@require_POST
def revoke_bot_token(request: HttpRequest, school_id: int, bot_id: int, token_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    token = get_object_or_404(_bot(administrator, bot_id).tokens.select_related("bot"), pk=token_id)
    tokens.revoke(token=token, now=clock.now(), by=administrator.person)
    messages.success(request, _("Ключ отозван: с ним больше никто не войдёт."))
    return redirect("bot", school_id, bot_id)


@login_required
@require_POST
@never_cache
def new_webhook(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            made = webhooks.register(school=administrator.school, **form.cleaned_data, by=administrator.person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            page = school_page(request, administrator.school, "programs")
            return render(request, "programs/webhook_made.html", {**page, "webhook": made, "secret": signing.secret(made)})
    return _programs(request, administrator.school, webhook_form=form)


@login_required
def webhook(request: HttpRequest, school_id: int, webhook_id: int) -> HttpResponse:
    """What did not come through first, then what waits, then the last that came through."""
    administrator = doors.administrator(asker(request), school_id)
    found = _webhook(administrator, webhook_id)
    dead, waiting = Q(state=Delivery.State.DEAD), Q(state=Delivery.State.WAITING)
    dead_first = Case(When(dead, then=Value(0)), When(waiting, then=Value(1)), default=Value(2))
    page = {
        **school_page(request, administrator.school, "programs"),
        "webhook": found,
        "deliveries": found.deliveries.defer("body").order_by(dead_first, "-made_at")[: limits.deliveries_page_max],
        "most": limits.deliveries_page_max,
        "counts": found.deliveries.aggregate(dead=Count("pk", filter=dead), waiting=Count("pk", filter=waiting)),
    }
    return render(request, "programs/webhook.html", page)


@login_required
@require_POST
def pause_webhook(request: HttpRequest, school_id: int, webhook_id: int) -> HttpResponse:
    """Or lets it go on."""
    administrator = doors.administrator(asker(request), school_id)
    found, now = _webhook(administrator, webhook_id), clock.now()
    if request.POST.get("on") == "1":
        webhooks.resume(webhook=found, now=now, by=administrator.person)
        messages.success(request, _("Вебхук включён: то, что ждало, отправляется."))
    else:
        webhooks.pause(webhook=found, now=now, by=administrator.person)
        messages.success(request, _("Вебхук приостановлен: новых событий он не получит."))
    return redirect("webhook", school_id, webhook_id)


@login_required
@require_POST
def delete_webhook(request: HttpRequest, school_id: int, webhook_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    webhooks.delete(webhook=_webhook(administrator, webhook_id), by=administrator.person)
    messages.success(request, _("Вебхук удалён."))
    return redirect("school-programs", school_id)


@login_required
@require_POST
def send_again(request: HttpRequest, school_id: int, webhook_id: int, delivery_id: UUID) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    found = get_object_or_404(_webhook(administrator, webhook_id).deliveries.select_related("webhook"), pk=delivery_id)
    try:
        webhooks.send_again(delivery=found, now=clock.now(), by=administrator.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Отправляем снова."))
    return redirect("webhook", school_id, webhook_id)


def _programs(
    request: HttpRequest, school: School, *, bot_form: BotForm | None = None, webhook_form: WebhookForm | None = None
) -> HttpResponse:
    dead = Count("deliveries", filter=Q(deliveries__state=Delivery.State.DEAD))
    page = {
        **school_page(request, school, "programs"),
        "bots": Bot.objects.filter(school=school).annotate(chats=Count("places")).order_by("name", "pk"),
        "webhooks": Webhook.objects.filter(school=school).annotate(dead=dead).order_by("pk"),
        "bot_form": bot_form or BotForm(),
        "webhook_form": webhook_form or WebhookForm(),
    }
    return render(request, "programs/school.html", page, status=422 if bot_form or webhook_form else 200)


def _bot(administrator: Employee, bot_id: int) -> Bot:
    return get_object_or_404(Bot, school=administrator.school_id, pk=bot_id)


def _webhook(administrator: Employee, webhook_id: int) -> Webhook:
    return get_object_or_404(Webhook, school=administrator.school_id, pk=webhook_id)
