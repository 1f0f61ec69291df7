"""Addresses of bulletins."""

from django.urls import path

from jingling.console.bulletins import views

app_name = "bulletins"
urlpatterns = [
    path("", views.month, name="month"),
    path("make", views.make, name="make"),
    path("<int:pk>/<str:form>", views.file, name="file"),
]
