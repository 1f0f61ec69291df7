"""Addresses of keys."""

from django.urls import path

from jingling.console.machines import views

app_name = "machines"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("make", views.make, name="make"),
    path("<int:pk>", views.revoke, name="revoke"),
]
