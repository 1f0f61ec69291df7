"""Addresses of a person's reports."""

from django.urls import path

from jingling.console.complaints import views

app_name = "reports"
urlpatterns = [
    path("", views.report, name="report"),
    path("find", views.find, name="find"),
    path("mine", views.mine, name="mine"),
    path("<slug:receipt>", views.receipt, name="receipt"),
    path("<slug:receipt>/number", views.number, name="number"),
    path("<slug:receipt>/code", views.code, name="code"),
    path("<slug:receipt>/add", views.add, name="add"),
    path("<slug:receipt>/again", views.again, name="again"),
    path("<slug:receipt>/withdraw", views.withdraw, name="withdraw"),
]
