"""Addresses of a person's own pages."""

from django.urls import path

from jingling.console.citizens import policy_views, views

app_name = "citizens"
urlpatterns = [
    path("", views.home, name="home"),
    path("number", views.number, name="number"),
    path("code", views.code, name="code"),
    path("leave", views.leave, name="leave"),
    path("consents", views.consents, name="consents"),
    path("consents/<int:pk>", views.consent, name="consent"),
    path("refuse", views.refuse, name="refuse"),
    path("refuse/caller", views.refuse_caller, name="refuse_caller"),
    path("refuse/trade", views.refuse_trade, name="refuse_trade"),
    path("refuse/all", views.refuse_all, name="refuse_all"),
    path("refusals", views.refusals, name="refusals"),
    path("refusals/<slug:receipt>/lift", views.lift, name="lift"),
    path("receipts/<slug:reference>", views.receipt, name="receipt"),
    path("protection", policy_views.policy, name="policy"),
    path("protection/file", policy_views.policy_file, name="policy_file"),
    path("protection/drop", policy_views.drop_policy, name="drop_policy"),
    path("protection/<slug:name>", policy_views.part, name="part"),
]
