"""The API's description as a file, from which the client's types are generated.

Called by: `make types`, and the test that the file is fresh.
"""

import json

from zvonok.ground.api import api


def described() -> str:
    import zvonok.urls  # noqa: F401 - the rooms add their routers there

    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), ensure_ascii=False, indent=2, default=str) + "\n"
