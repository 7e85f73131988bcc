"""What Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from zvonok.ground.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zvonok.settings")
end_with_parent()
application = get_wsgi_application()
