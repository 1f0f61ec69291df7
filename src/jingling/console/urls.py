"""Every address of the console. A part of the console adds one line here."""

from django.urls import include, path

from jingling.console.frame import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.health, name="health"),
    path("language", views.choose_language, name="language"),
    path("keys", views.keys, name="keys"),
    path("me/", include("jingling.console.citizens.urls")),
    path("report/", include("jingling.console.complaints.urls")),
    path("", include("jingling.console.people.urls")),
    path("audit/", include("jingling.console.audit.urls")),
    path("keys-for-machines/", include("jingling.console.machines.urls")),
    path("lists/", include("jingling.console.lists.urls")),
    path("saved/", include("jingling.console.saved.urls")),
    path("jobs/", include("jingling.console.jobs.urls")),
    path("", include("jingling.console.registers.urls")),
    path("", include("jingling.console.findings.urls")),
    path("", include("jingling.console.outbound.urls")),
    path("", include("jingling.console.consents.urls")),
    path("cases/", include("jingling.console.desk.urls")),
    path("bulletins/", include("jingling.console.bulletins.urls")),
    path("search", include("jingling.console.search.urls")),
    path("api/v1/", include("jingling.console.api")),
]

handler400 = views.bad
handler403 = views.shut
handler404 = views.missing
handler500 = views.broken
