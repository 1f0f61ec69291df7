"""Addresses of the registers."""

from django.urls import path

from jingling.console.registers import views, writing

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
    path("letters/<int:pk>/scan", writing.attach_scan, name="attach_scan"),
    path("contracts/", views.contracts, name="contracts"),
    path("chain", views.chain, name="chain"),
    path("organisations/<int:pk>/change", writing.change_organisation, name="change_organisation"),
    path("lines/<int:pk>/change", writing.change_line, name="change_line"),
    path("registers/add/<slug:name>", writing.add, name="add"),
    path("registers/import", writing.import_table, name="import"),
    path("registers/import/<slug:name>/<int:pk>", writing.import_confirmed, name="import_confirmed"),
    path("registers/import/<slug:name>.csv", writing.import_template, name="import_template"),
    path("evidence/<int:pk>", writing.evidence, name="evidence"),
]
