"""Where the window is: always to be seen, remembered per layout, never lost to a bad file."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.placement import KEPT, Box, Place, Places, clamped, home, layout_key, resized

numbers = st.integers(-5000, 5000)
sizes = st.integers(40, 900)
windows = st.builds(Box, numbers, numbers, sizes, sizes)
screens = st.lists(
    st.builds(Box, numbers, numbers, st.integers(1000, 4000), st.integers(1000, 3000)),
    min_size=1, max_size=4,
)  # fmt: skip


def inside(window: Box, screen: Box) -> bool:
    return window.overlap(screen) == window.w * window.h


@given(windows, screens)
def test_a_clamped_window_lies_wholly_on_one_screen(window, layout):
    x, y = clamped(window, layout)
    assert any(inside(Box(x, y, window.w, window.h), screen) for screen in layout)


@given(windows, screens)
def test_a_window_that_is_to_be_seen_stays_where_it_is(window, layout):
    if any(inside(window, screen) for screen in layout):
        assert clamped(window, layout) == (window.x, window.y)


@given(windows, screens, sizes)
def test_a_resized_window_is_still_to_be_seen(window, layout, height):
    box = resized(window, height, layout)
    assert (box.w, box.h) == (window.w, height)
    assert any(inside(box, screen) for screen in layout)


@given(screens)
def test_the_key_does_not_depend_on_the_order(layout):
    assert layout_key(layout) == layout_key(list(reversed(layout)))


@given(screens, st.integers(100, 900))
def test_the_first_place_is_to_be_seen(layout, width):
    place = home(layout, width)
    assert inside(Box(place.x, place.y, width, 500), layout[0])


def test_in_the_lower_half_it_grows_upward():
    screen = [Box(0, 0, 1920, 1080)]
    assert resized(Box(100, 700, 360, 200), 400, screen) == Box(100, 500, 360, 400)
    assert resized(Box(100, 100, 360, 200), 400, screen) == Box(100, 100, 360, 400)


def test_without_a_screen_nothing_is_moved():
    assert clamped(Box(5, 6, 10, 10), []) == (5, 6)
    assert home([], 360) == Place(0, 0)


LAYOUTS = [[Box(0, 0, 1920, 1080 + n)] for n in range(KEPT + 3)]


def test_each_layout_has_its_own_place(tmp_path):
    file = tmp_path / "data" / "places.json"
    Places(file).keep(LAYOUTS[0], Place(10, 20))
    Places(file).keep(LAYOUTS[1], Place(30, 40, strip=True))
    again = Places(file)
    assert again.at(LAYOUTS[0]) == Place(10, 20)
    assert again.at(LAYOUTS[1]) == Place(30, 40, strip=True)
    assert again.at(LAYOUTS[2]) is None


def test_the_layout_not_used_for_longest_is_forgotten(tmp_path):
    places = Places(tmp_path / "places.json")
    for layout in LAYOUTS:
        places.keep(layout, Place(1, 1))
        places.keep(LAYOUTS[0], Place(places.at(LAYOUTS[0]).x + 1, 1))
    assert places.at(LAYOUTS[0]) is not None
    assert places.at(LAYOUTS[1]) is None
    assert len(msgspec.json.decode((tmp_path / "places.json").read_bytes())) == KEPT


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"a": 1}', b"\xff", b'{"\xff": 1}', b"x" * 200_000]
)
def test_a_broken_file_is_left_aside(tmp_path, content):
    file = tmp_path / "places.json"
    file.write_bytes(content)
    places = Places(file)
    assert places.at(LAYOUTS[0]) is None
    places.keep(LAYOUTS[0], Place(1, 2))
    assert Places(file).at(LAYOUTS[0]) == Place(1, 2)


def test_a_place_that_cannot_be_kept_is_only_logged(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("")
    Places(blocked / "places.json").keep(LAYOUTS[0], Place(1, 2))
    assert "cannot be kept" in caplog.text
