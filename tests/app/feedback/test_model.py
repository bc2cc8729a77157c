"""Which model's reading an example is of."""

from app.feedback.model import version


def test_the_version_is_read_where_there_is_a_model(tmp_path):
    file = tmp_path / "emotion.json"
    assert version(file) == ""
    file.write_text('{"version": "2026.11.1", "format": 1}')
    assert version(file) == "2026.11.1"
    file.write_text("{")
    assert version(file) == ""
