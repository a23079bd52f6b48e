"""A user agent in words: the browser with its version, and the system."""

import re

BROWSERS = (  # the first that matches; most say they are Chrome and Safari as well
    ("Edge", re.compile(r"Edg\w*/(\d+)")),
    ("Opera", re.compile(r"OPR/(\d+)")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/(\d+)")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)")),
    ("Safari", re.compile(r"Version/(\d+[.\d]*).*Safari/")),
)
SYSTEMS = (
    ("iOS", re.compile(r"iPhone|iPad|iPod")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("macOS", re.compile(r"Mac OS X|Macintosh")),
    ("ChromeOS", re.compile(r"CrOS")),
    ("Linux", re.compile(r"Linux|X11")),
)


def browser(user_agent: str) -> str:
    """“Firefox 131 on Windows”; what it cannot read it gives back as it is."""
    found = ((name, pattern.search(user_agent)) for name, pattern in BROWSERS)
    known = next((f"{name} {match.group(1)}" for name, match in found if match), "")
    system = next((name for name, pattern in SYSTEMS if pattern.search(user_agent)), "")
    return " on ".join(filter(None, [known, system])) if known else user_agent
