"""The WSGI application, as granian or any other server runs it."""

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from jingling.console.start import prepare

prepare()
application = get_wsgi_application()
_ = get_resolver().url_patterns  # all pages' code: else whoever asks first waits for it
