import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- only now there are any

if settings.PAGE_CACHE:
    from newsroom.pagecache.door import Door

    application = Door(application)
