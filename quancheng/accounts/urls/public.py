"""Signing in and one's own account."""

from django.urls import path

from quancheng.accounts.views import codes, own, signing_in

app_name = "accounts"
urlpatterns = [
    path("login/", signing_in.sign_in, name="login"),
    path("logout/", signing_in.sign_out, name="logout"),
    path("code/", codes.ask, name="code"),
    path("code/enter/", codes.enter, name="enter_code"),
    path("me/", own.me, name="me"),
    path("me/sessions/end/", own.end_others, name="end_others"),
    path("confirm/", own.confirm, name="confirm"),
    path("password/", own.password, name="password"),
    path("second-factor/", own.set_up_second_factor, name="second_factor"),
    path("second-factor/remove/", own.remove_second_factor, name="remove_second_factor"),
    path("second-factor/codes/", own.recovery_codes, name="recovery_codes"),
]
