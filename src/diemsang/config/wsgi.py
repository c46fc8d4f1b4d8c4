"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from diemsang.config import collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemsang.config.settings")
application = get_wsgi_application()
collector.settle()
