"""Addresses of findings."""

from django.urls import path

from jingling.console.findings import views

app_name = "findings"
urlpatterns = [
    path("overview", views.overview, name="overview"),
    path("findings/numbers/", views.listed, {"kind": "number"}, name="numbers"),
    path("findings/lines/", views.listed, {"kind": "line"}, name="lines"),
    path("findings/campaigns/", views.listed, {"kind": "campaign"}, name="campaigns"),
    path("findings/numbers/<int:pk>", views.finding, {"kind": "number"}, name="number"),
    path("findings/lines/<int:pk>", views.finding, {"kind": "line"}, name="line"),
    path("findings/campaigns/<int:pk>", views.finding, {"kind": "campaign"}, name="campaign"),
    path("findings/<int:pk>/review", views.review, name="review"),
    path("findings/<int:pk>/reveal", views.reveal, name="reveal"),
    path("findings/<int:pk>/answerable", views.answerable, name="answerable"),
    path("drift", views.drift, name="drift"),
    path("results/", views.results, name="results"),
    path("results/labels", views.labels, name="labels"),
    path("results/upload", views.upload, name="upload"),
    path("results/<int:pk>", views.result, name="result"),
]
