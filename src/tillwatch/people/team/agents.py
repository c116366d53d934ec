"""What a browser calls itself, in words: "Firefox on Windows".

The text is what the browser sent and may say anything; only known words are taken from it.
"""

from typing import Final

BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""The first that is in it: Chrome calls itself Safari too, Edge calls itself both."""
SYSTEMS: Final = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)


def words(agent: str | None) -> str:
    text = agent or ""
    browser = next((name for sign, name in BROWSERS if sign in text), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in text), None)
    return browser if system is None else f"{browser} on {system}"
