"""A browser's name from its User-Agent, good enough to recognise one's own."""

BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome")]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
]


def browser_in(user_agent: str) -> str:
    """``Chrome on Linux``."""
    known = [*BROWSERS, ("Safari/", "Safari")]
    browser = next((name for mark, name in known if mark in user_agent), "A program")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
