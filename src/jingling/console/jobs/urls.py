"""Addresses of jobs."""

from django.urls import path

from jingling.console.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("<int:pk>", views.job, name="one"),
    path("<int:pk>/progress", views.progress, name="progress"),
]
