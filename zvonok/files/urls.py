from django.urls import path

from zvonok.files import pages

urlpatterns = [path("files/<int:file_id>/<str:name>", pages.file, name="file")]
