"""Addresses open to everybody, signed in or not."""

from django.urls import path, re_path

from quancheng.ui.views import public

app_name = "ui"
urlpatterns = [
    re_path(
        r"^ui/(?P<stem>[a-z]+)\.(?P<digest>[0-9a-f]{12})\.(?P<extension>css|js)$",
        public.bundle,
        name="bundle",
    ),
    path("ui/text-size/", public.text_size, name="text_size"),
    path("ui/language/", public.language, name="language"),
]
