"""Every text can be read on every ground that it is put on, and the theme follows the system."""

import itertools

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ui.theme import DARK, LIGHT, Palette, Theme, font, palette, stylesheet


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in QColor(color).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("bg", "card", "warning")
TEXTS = ("fg", "muted", "accent", "watch", "high")


@pytest.mark.parametrize("colors", [DARK, LIGHT], ids=lambda colors: colors.name)
def test_text_stands_out(colors: Palette):
    for text, ground in itertools.product(TEXTS, GROUNDS):
        ratio = contrast(getattr(colors, text), getattr(colors, ground))
        assert ratio >= 4.5, f"{text} on {ground}: {ratio:.2f}"
    assert contrast(colors.on_accent, colors.accent) >= 4.5


@pytest.mark.parametrize("colors", [DARK, LIGHT], ids=lambda colors: colors.name)
def test_shapes_stand_out(colors: Palette):
    for shape, ground in itertools.product(("control", "accent", "watch", "high"), GROUNDS[:2]):
        ratio = contrast(getattr(colors, shape), getattr(colors, ground))
        assert ratio >= 3.0, f"{shape} on {ground}: {ratio:.2f}"


def test_the_style_names_no_color_outside_the_palette():
    for colors in (DARK, LIGHT):
        other = LIGHT if colors is DARK else DARK
        assert other.bg not in stylesheet(colors)
        assert palette(colors.name) is colors


def test_a_choice_dresses_the_application_and_is_told(qapp: QApplication, qtbot):
    theme = Theme(qapp, "dark")
    assert qapp.palette().window().color().name() == DARK.bg
    with qtbot.waitSignal(theme.changed) as told:
        theme.choose("light")
    assert told.args == [LIGHT]
    assert qapp.palette().window().color().name() == LIGHT.bg


def test_the_font_is_in_pixels(qapp: QApplication):
    assert font(17).pixelSize() == 17
