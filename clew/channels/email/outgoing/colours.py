"""A colour that an admin chooses, and the nearest to it that can be read."""

import re

from django.core.exceptions import ValidationError

from clew.core.options import OPTIONS, Option

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 5.5  # contrast of text; WCAG AA asks for 4.5, and light text glares less than it says
STEP = 0.06  # how far to black or white at a time
Rgb = tuple[float, float, float]


class ColourOption(Option[str]):
    def checked(self, given: object) -> str:
        """Empty is the default."""
        colour = str(given).strip().lower() or self.default
        if not COLOUR.fullmatch(colour):
            raise ValidationError({self.key: "Enter a colour such as #0b5f68."})
        return colour


def colour_option(
    key: str,
    *,
    default: str,
    label: str,
    help: str,  # noqa: A002  what forms call it
    section: str,
) -> Option[str]:
    declared = ColourOption(key, default, label, help, section)
    OPTIONS.setdefault(key, declared)
    return declared


def readable(colour: str, on: str) -> str:
    """The colour, as much darker or lighter as its text needs on this background."""
    red, green, blue = _rgb(colour)
    behind = _rgb(on)
    towards = 0.0 if _luminance(behind) > 0.5 else 1.0  # noqa: PLR2004  half
    for _ in range(round(1 / STEP) + 1):
        if _contrast((red, green, blue), behind) >= READABLE:
            break
        red, green, blue = (each + (towards - each) * STEP * 2 for each in (red, green, blue))
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  sRGB
        for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: Rgb, other: Rgb) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
