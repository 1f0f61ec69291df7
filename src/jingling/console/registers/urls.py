"""Addresses of the registers."""

from django.urls import path

from jingling.console.registers import views

app_name = "registers"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/own", views.own_organisation, name="own_organisation"),
    path("organisations/<int:pk>", views.organisation, name="organisation"),
    path("licences/", views.licences, name="licences"),
    path("lines/", views.lines, name="lines"),
    path("lines/<int:pk>", views.line, name="line"),
    path("blocks/", views.blocks, name="blocks"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:pk>", views.letter, name="letter"),
    path("contracts/", views.contracts, name="contracts"),
    path("chain", views.chain, name="chain"),
]
