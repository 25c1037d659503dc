"""The address this system is opened by, and whether anybody else could open it by that."""

import ipaddress


def is_this_machine(request) -> bool:
    """Whether the page was opened by a name that means this machine alone: nobody else gets there."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
