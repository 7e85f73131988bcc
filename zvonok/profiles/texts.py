"""Which text a person agrees to. A new text gets a new version and a new template; the old ones stay.

Called by: `profiles.pages`, which shows the template `profiles/consent_<version>.html`.
"""

from typing import Final

CURRENT: Final = "2026-11"
