"""The WSGI application that the server loads."""

import os

from django.core import checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quancheng.config.settings")
application = get_wsgi_application()

# Servers run no checks by themselves: without this one, sign-in codes could be asked for and never be sent.
if errors := [found for found in checks.run_checks(tags=[checks.Tags.security]) if found.is_serious()]:
    raise SystemCheckError("\n".join(map(str, errors)))
