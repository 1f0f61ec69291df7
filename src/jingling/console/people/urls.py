"""Addresses of signing in; allauth knows them by these names."""

from django.urls import path

from jingling.console.people import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("login/none/", views.no_account, name="account_signup"),
    path("login/lost/", views.no_account, name="account_reset_password"),
    path("login/inactive/", views.no_account, name="account_inactive"),
    path("login/again/", views.sign_in_again, name="account_reauthenticate"),
    path("login/code/", views.second_factor, name="mfa_authenticate"),
    path("login/code/again/", views.code_again, name="mfa_reauthenticate"),
    path("account/", views.security, name="mfa_index"),
    path("account/password/", views.change_password, name="account_change_password"),
    path("account/code/", views.activate_code, name="mfa_activate_totp"),
    path("account/code/off/", views.deactivate_code, name="mfa_deactivate_totp"),
    path("account/recovery/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery/new/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
