"""Recognise a connection that a filter inspects, and say which settings make our programs trust the filter."""

import re

ADVICE = (
    "A filter on this network inspects connections with a certificate of its own: save that certificate as a file, and "
    "set PIP_CERT (for pip), SSL_CERT_FILE (for uv and Python) and NODE_EXTRA_CA_CERTS (for npm) to its path."
)
OUT_OF_DATE = (
    "The other side's certificate is not valid today: look at the date and the clock of this machine, then try again. "
    "If they are right, whoever runs that server or the filter of this network must renew the certificate."
)
# How pip and Python, uv, npm and the stores of certificates of Windows and macOS word it.
REFUSED = re.compile(
    "CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerificationError|UnknownIssuer|UnknownCA|"
    "invalid peer certificate|SELF_SIGNED_CERT|self[- ]signed certificate|UNABLE_TO_GET_ISSUER|CERT_UNTRUSTED|"
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE|unable to get (?:local )?issuer certificate|"
    "unable to verify the first certificate|certificate is not trusted|not trusted by the trust provider|"
    "authority that is not trusted",
    re.IGNORECASE,
)
EXPIRED = re.compile(
    "certificate (?:has expired|is not yet valid|expired)|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|"
    "certificate: (?:Expired|NotValidYet)",
    re.IGNORECASE,
)


def advice_on(message: str) -> str:
    """Return what to do where a program's message tells that it refuses the certificate of the other side, else ""."""
    if EXPIRED.search(message):
        return OUT_OF_DATE
    return ADVICE if REFUSED.search(message) else ""
