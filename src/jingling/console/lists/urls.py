"""Addresses of the lists."""

from django.urls import path

from jingling.console.lists import views

app_name = "lists"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("<int:pk>", views.entry, name="entry"),
    path("<int:pk>/take-off", views.take_off, name="take_off"),
    path("add", views.add, name="add"),
    path("finding/<int:pk>", views.list_finding, name="list_finding"),
    path("import", views.import_file, name="import"),
    path("import/<int:pk>", views.import_confirmed, name="import_confirmed"),
    path("import.csv", views.template, name="import_template"),
]
