"""Recognise a connection that a filter inspects, and say which settings make our programs trust the filter."""

import re

ADVICE = (
    "A filter on this network inspects connections with a certificate of its own: save that certificate as a file, and "
    "set PIP_CERT (for pip), SSL_CERT_FILE (for uv and Python) and NODE_EXTRA_CA_CERTS (for npm) to its path."
)
# How pip and Python, uv, and npm word it.
REFUSED = re.compile(
    "CERTIFICATE_VERIFY_FAILED|UnknownIssuer|invalid peer certificate|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER"
)


def is_refused(message: str) -> bool:
    """Say whether a program's message tells that it does not trust the certificate of the other side."""
    return REFUSED.search(message) is not None
