"""The secrets of other systems, sealed with the installation's own key: a copy of the database alone opens none of them.

Comes in: a secret as it was typed; a sealed one. Goes out: the other. Called by: `exchange.sources`, `exchange.remote`.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from zvonok.ground.refusal import Refused


def sealed(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def opened(seal: str) -> str:
    try:
        return _box().decrypt(seal.encode()).decode()
    except InvalidToken:
        raise Refused(
            _("Секрет этого источника не открыть: ключ сервера с тех пор сменили. Введите секрет заново."), "secret"
        ) from None


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac("exchange.source", "secret", algorithm="sha256").digest()))
