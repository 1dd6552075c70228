"""The pages by the names under which allauth finds the steps of a sign-in; nothing else of it is open."""

from django.urls import path

from quancheng.accounts.views import signing_in

urlpatterns = [
    path("", signing_in.front, name="front"),
    path("accounts/login/", signing_in.sign_in, name="account_login"),
    path("accounts/logout/", signing_in.sign_out, name="account_logout"),
    path("accounts/second-step/", signing_in.second_factor, name="mfa_authenticate"),
]
