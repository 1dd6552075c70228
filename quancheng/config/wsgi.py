"""The WSGI application that the server loads."""

import gc
import os
from io import StringIO

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quancheng.config.settings")
application = get_wsgi_application()
# A server that lacks what protects people does not start: where codes go, and whether row security binds us.
call_command("check", tags=["security", "database"], databases=["default"], stdout=StringIO())
connections.close_all()
if connection.vendor == "postgresql":
    # The pool has threads and sockets of its own; a worker that was forked with them would share both.
    connection.close_pool()  # type: ignore[attr-defined]
# What was loaded so far stays for good: the garbage collector need not look through it again and again.
gc.collect()
gc.freeze()
