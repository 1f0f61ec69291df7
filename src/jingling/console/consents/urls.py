"""Addresses of consents and refusals."""

from django.urls import path

from jingling.console.consents import views

app_name = "consents"
urlpatterns = [
    path("consents/", views.consents, name="list"),
    path("consents/<int:pk>", views.consent, name="one"),
    path("consents/<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("consents/enter", views.enter, name="enter"),
    path("consents/import", views.import_file, name="import"),
    path("consents/import/<int:pk>", views.import_confirmed, name="import_confirmed"),
    path("consents/import.csv", views.template, name="import_template"),
    path("refusals/", views.refusals, name="refusals"),
    path("refusals/record", views.refuse, name="refuse"),
]
