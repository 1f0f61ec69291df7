"""Addresses of outbound projects."""

from django.urls import path

from jingling.console.outbound import views

app_name = "outbound"
urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/figures", views.figures, name="figures"),
    path("projects/register", views.register, name="register"),
    path("projects/<int:pk>", views.project, name="project"),
    path("projects/<int:pk>/change", views.change, name="change"),
    path("projects/<int:pk>/end", views.end, name="end"),
    path("projects/<int:pk>/preview", views.preview, name="preview"),
]
