"""Which address leads to what. Called by: zvonok.urls."""

from zvonok.exchange.giving import answers

urlpatterns = [*answers.urlpatterns]
