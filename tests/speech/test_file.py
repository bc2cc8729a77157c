import io
import wave

import numpy as np
import pytest
import soundfile

from models.errors import BadInputError
from speech.capture.file import FileSource, open_recording
from speech.capture.source import Block, Lost


def stereo(rate=16_000, seconds=1.0) -> np.ndarray:
    """Left a loud tone, right a soft one."""
    tone = np.sin(2 * np.pi * 300 * np.arange(round(rate * seconds)) / rate)
    return np.stack((0.5 * tone, 0.1 * tone), axis=1)


def play(path, **options):
    """Return what each channel heard, and the rest."""
    source = FileSource(open_recording(path), speed=float("inf"), wait=lambda _: None, **options)
    items = list(source.items())
    source.close()
    heard = {}
    for channel in source.rates:
        parts = [i.samples for i in items if isinstance(i, Block) and i.channel == channel]
        heard[channel] = np.concatenate(parts)
    return heard, [item for item in items if not isinstance(item, Block)]


@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("call.wav", "PCM_16"),
        ("call.wav", "PCM_U8"),
        ("call.wav", "PCM_24"),
        ("call.wav", "FLOAT"),
        ("call.wav", "ULAW"),
        ("call.flac", "PCM_16"),
        ("call.ogg", "VORBIS"),
        ("call.mp3", "MPEG_LAYER_III"),
    ],
)
@pytest.mark.parametrize("rate", [8_000, 44_100])
def test_usual_formats_are_heard(tmp_path, name, subtype, rate):
    path = tmp_path / name
    soundfile.write(path, stereo(rate), rate, subtype=subtype)
    heard, rest = play(path)
    assert rest == []
    assert abs(heard["customer"].size - rate) < 0.1 * rate
    assert np.abs(heard["customer"]).max() > 3 * np.abs(heard["agent"]).max()


def test_96_khz_is_heard(tmp_path):
    soundfile.write(tmp_path / "call.wav", stereo(96_000), 96_000, subtype="FLOAT")
    heard, _ = play(tmp_path / "call.wav")
    assert heard["agent"].size == 96_000


def test_swap_is_the_other_order(tmp_path):
    path = tmp_path / "call.wav"
    soundfile.write(path, stereo(), 16_000)
    assert open_recording(path, swap=True).columns == {"agent": 0, "customer": 1}


@pytest.mark.parametrize(("swap", "channel"), [(False, "customer"), (True, "agent")])
def test_a_mono_recording_is_one_side_and_says_so(tmp_path, swap, channel):
    path = tmp_path / "call.wav"
    soundfile.write(path, stereo()[:, 0], 16_000)
    recording = open_recording(path, swap=swap)
    source = FileSource(recording, speed=1, wait=lambda _: None)
    assert source.devices == {channel: "call.wav (mono)"}
    source.close()


def refusal(path) -> str:
    with pytest.raises(BadInputError) as caught:
        open_recording(path)
    assert caught.value.person.endswith(".")
    assert "\n" not in caught.value.person
    return caught.value.person


def test_what_is_no_call_is_refused_in_a_sentence(tmp_path):
    assert "There is no file" in refusal(tmp_path / "no.wav")
    assert "is not a file" in refusal(tmp_path)

    empty = tmp_path / "empty.wav"
    empty.touch()
    assert "is empty" in refusal(empty)

    text = tmp_path / "letter.wav"
    text.write_text("Dear customer, " * 100)
    assert "not a recording" in refusal(text)

    six = tmp_path / "six.wav"
    soundfile.write(six, np.zeros((100, 6)), 16_000)
    assert "6 channels" in refusal(six)

    none = tmp_path / "none.wav"
    soundfile.write(none, np.zeros((0, 2)), 16_000)
    assert "no sound" in refusal(none)

    header = tmp_path / "header.wav"
    whole = io.BytesIO()
    soundfile.write(whole, stereo(), 16_000, format="WAV")
    header.write_bytes(whole.getvalue()[:30])
    assert "header.wav" in refusal(header)


@pytest.mark.parametrize("name", ["call.wav", "call.flac", "call.ogg", "call.mp3"])
def test_a_file_cut_short_is_played_as_far_as_it_goes_and_says_so(tmp_path, name):
    path = tmp_path / name
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (160_000, 2))
    soundfile.write(path, noise, 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    heard, rest = play(path)
    assert 2.0 < heard["customer"].size / 16_000 < 6.0
    assert [item.channel for item in rest if isinstance(item, Lost)] == ["customer", "agent"]
    assert "cut short" in rest[0].detail


def test_a_header_that_was_never_filled_in_is_no_cut(tmp_path):
    """What a recorder writes that streams: all ones for the length."""
    path = tmp_path / "stream.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((stereo() * 30_000).astype("<i2").tobytes())
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = b"\xff" * 4
    path.write_bytes(data)
    heard, rest = play(path)
    assert (heard["agent"].size, rest) == (16_000, [])


def test_a_later_clock_starts_later_in_the_file(tmp_path):
    path = tmp_path / "call.wav"
    soundfile.write(path, stereo(seconds=3.0), 16_000)
    heard, _ = play(path, begin=2.25)
    assert heard["agent"].size == 12_000
    with pytest.raises(BadInputError, match="beyond"):
        play(path, begin=3.5)


def test_real_time_waits_for_each_block(tmp_path):
    path = tmp_path / "call.wav"
    soundfile.write(path, stereo(seconds=0.3), 16_000)
    waits: list[float] = []
    source = FileSource(open_recording(path), speed=2.0, wait=waits.append)
    list(source.items())
    source.close()
    assert len(waits) == 3
    assert waits == sorted(waits)
    assert waits[-1] <= 0.15
