"""Qt without a screen; set before anything imports Qt."""

import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest

from ui.theme import Theme


@pytest.fixture(autouse=True, scope="module")
def _collected_here():
    """As in the application: no garbage of Qt is ever collected on a worker's thread."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _dressed(qapp):
    """Measure and paint everything in the clothes that it is worn in."""
    Theme(qapp, "dark")
