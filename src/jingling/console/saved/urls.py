"""Addresses of saved filters."""

from django.urls import path

from jingling.console.saved import views

app_name = "saved"
urlpatterns = [path("save", views.save, name="save"), path("<int:pk>/drop", views.drop, name="drop")]
