"""The WSGI application, as granian or any other server runs it."""

from django.core.wsgi import get_wsgi_application

from jingling.console.start import prepare

prepare()
application = get_wsgi_application()
