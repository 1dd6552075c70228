"""The WSGI application that the server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quancheng.config.settings")
application = get_wsgi_application()
# What was loaded so far stays for good: the garbage collector need not look through it again and again.
gc.collect()
gc.freeze()
