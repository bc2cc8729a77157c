"""Ten minutes of the soak: calls through the real window at full speed, one after the other."""

import pytest

from tests.bench import soak

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(3600)]

HOURS = 0.15
SHORT_OF_A_SHIFT = 4.0
"""Per cent: caches still fill in the first ten calls, and there are only seven here. The whole
shift has to stay within 2."""


def test_ten_minutes_of_a_shift_grow_neither_process():
    said = []
    [growth] = soak.measure(said.append, HOURS)
    assert growth.name == "growth_pct"
    assert len(said) == soak.FEWEST
    assert growth.value <= SHORT_OF_A_SHIFT
