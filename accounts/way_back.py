"""Where a post leads back to when the form names the page it stood on: only ever a page of ours."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000  # characters; a longer address would be refused by the redirect itself


def page_of_ours(address: str, otherwise: str = "/") -> str:
    """The address where it is a path on this site, `otherwise` where it is anything else.

    A word without a slash is refused too: a redirect would look it up as the name of a view.
    """
    is_path = address.startswith("/") and len(address) <= LONGEST
    return address if is_path and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else otherwise
