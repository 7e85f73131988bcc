"""Who signs out leaves nothing in the browser: no chats, no messages, no worker.

Called by: the middleware list.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse


def forget_on_sign_out(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    leaving = reverse("account_logout")

    def forgetting(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and request.path == leaving and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    return forgetting
