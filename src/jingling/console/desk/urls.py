"""Addresses of the desk."""

from django.urls import path

from jingling.console.desk import case_views, views

app_name = "desk"
urlpatterns = [
    path("due", views.queue, name="queue"),
    path("", views.cases, name="cases"),
    path("held", views.held, name="held"),
    path("questions", views.questions, name="questions"),
    path("questions/<int:pk>", views.answer_question, name="answer_question"),
    path("labels", views.labels, name="labels"),
    path("compare", views.compare, name="compare"),
    path("<int:pk>", case_views.case, name="case"),
    path("<int:pk>/work/<str:step>", case_views.work, name="work"),
    path("<int:pk>/reply/<str:step>", case_views.reply, name="reply"),
    path("<int:pk>/reports", case_views.reports, name="reports"),
    path("<int:pk>/decisions/<int:decision>", case_views.take_back, name="take_back"),
    path("<int:pk>/reveal", case_views.reveal, name="reveal"),
    path("files/<int:pk>", case_views.file, name="file"),
    path("proofs/<int:pk>", case_views.proof, name="proof"),
]
