"""Take the pictures of docs/health.md: `python -m tests.e2e.pictures [DIR]`.

The window is the real one, on a PulseAudio of its own; the dialogs are the real ones too.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from speech.events import CHANNELS
from tests.e2e.sides import talk, write
from tests.e2e.sound_server import AGENT, CUSTOMER, PulseAudio, SoundServer, running
from tests.e2e.talking_window import TalkingWindow

OUT = Path(__file__).parents[2] / "docs" / "pictures"
MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"


def voices(folder: Path) -> dict[str, Path]:
    """Return ten minutes of both sides of a call, without pauses, and of an agent cut off."""
    samples = {channel: talk(channel, 600) for channel in CHANNELS}
    samples["cut off"] = np.clip(samples["agent"] * 40.0, -1.0, 1.0)
    return {name: write(folder / f"{name}.wav", each) for name, each in samples.items()}


def named(server: SoundServer) -> None:
    """Give the sinks the names that people see."""
    server.unplug_softphone()
    server.plug_softphone("sink_properties=device.description=Headset")
    server.add_sink("speakers", "sink_properties=device.description=Speakers")
    server.unplug_headset()
    server.pactl(
        "load-module", "module-remap-source", "master=micsrc.monitor", f"source_name={AGENT}",
        "source_properties=device.description=Headset",
    )  # fmt: skip


@contextmanager
def opened(folder: Path, server: SoundServer, *speech: str) -> Iterator[TalkingWindow]:
    """Open the window for a user of its own. `speech`: lines for this part of the settings."""
    named(server)
    home = Path(tempfile.mkdtemp(dir=folder))
    settings = ["[audio]", f'customer = "{CUSTOMER}"', f'agent = "{AGENT}"', "[speech]", *speech]
    (home / "settings.toml").write_text("\n".join(settings) + "\n")
    window = TalkingWindow(home, server.environment, "--theme", "dark")
    try:
        window.until(lambda shown: shown["listening"])
        yield window
    finally:
        window.close()


VOSK = ('recognizer = "vosk"', f'model = "{MODEL}"')


def deaf(folder: Path, out: Path, sounds: dict[str, Path]) -> None:
    """Take health-silent.png, health-gone.png and health-no-data.png."""
    with running(PulseAudio) as server, opened(folder, server, *VOSK) as window:
        with server.playing("softphone", sounds["customer"]):
            window.until(lambda shown: shown["lines"] > 0)
        with server.playing("micsrc", sounds["agent"]):
            window.says("I can’t hear the customer on “")
            with server.playing("speakers", sounds["customer"]):
                window.until(lambda shown: "Speakers" in shown["action"])
                picture(window, out / "health-silent.png")
        server.unplug_softphone()
        window.says("is gone.")
        window.tell("theme light")
        picture(window, out / "health-gone.png")
        server.plug_softphone("sink_properties=device.description=Headset")
        with (
            server.playing("softphone", sounds["customer"]),
            server.playing("micsrc", sounds["agent"]),
        ):
            window.says("")
            server.pactl("suspend-source", AGENT, "1")
            window.says("delivers nothing")
            window.tell("theme dark")
            picture(window, out / "health-no-data.png")


def doubtful(folder: Path, out: Path, sounds: dict[str, Path]) -> None:
    """Take health-clipping.png, health-starting-again.png and health-bleed.png."""
    with running(PulseAudio) as server, opened(folder, server, *VOSK) as window:
        with server.playing("softphone", sounds["customer"]):
            with server.playing("micsrc", sounds["cut off"]):
                window.says("You are too loud")
                picture(window, out / "health-clipping.png")
            with server.playing("micsrc", sounds["agent"]):
                window.says("")
                window.tell("theme light")
                window.ears().suspend()
                window.says("starting again")
                picture(window, out / "health-starting-again.png", settled=0.2)
                window.says("")
        server.let_bleed(-14)
        with server.playing("softphone", sounds["customer"]):
            window.says("Your microphone hears the customer")
            picture(window, out / "health-bleed.png")


def busy(folder: Path, out: Path, sounds: dict[str, Path]) -> None:
    """Take health-lagging.png."""
    ear = 'recognizer = "pocketsphinx"'
    with (
        running(PulseAudio) as server,
        opened(folder, server, ear) as window,
        server.playing("softphone", sounds["customer"]),
        server.playing("micsrc", sounds["agent"]),
    ):
        window.until(lambda shown: shown["lines"] > 1)
        window.starve("I am behind the customer")
        picture(window, out / "health-lagging.png", settled=0.2)


def picture(window: TalkingWindow, file: Path, *, settled: float = 0.5) -> None:
    """Take one, `settled` seconds from now: what fades must have faded."""
    file.unlink(missing_ok=True)
    time.sleep(settled)
    window.tell(f"picture {file}")
    while not file.exists():
        time.sleep(0.1)
    time.sleep(0.2)


def dialogs(folder: Path, out: Path, sounds: dict[str, Path]) -> None:
    """Take picker.png and better-ear.png."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtTest import QTest  # noqa: PLC0415  after the platform is chosen
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from app.folders import Folders  # noqa: PLC0415
    from models.progress import Progress  # noqa: PLC0415
    from ui.better_ear import open_better_ear  # noqa: PLC0415
    from ui.device_choice import Devices  # noqa: PLC0415
    from ui.device_dialog import DeviceDialog  # noqa: PLC0415
    from ui.theme import Theme  # noqa: PLC0415

    app = QApplication([])
    theme = Theme(app, "light")
    with running(PulseAudio) as server:
        named(server)
        os.environ.update(server.environment)
        dialog = DeviceDialog(Devices(CUSTOMER, AGENT))
        dialog.show()
        while not dialog.check.isEnabled():
            QTest.qWait(100)
        dialog.check.click()
        with server.playing("micsrc", sounds["agent"]):
            while "I hear you" not in dialog.word.text():
                QTest.qWait(50)
        with server.playing("softphone", sounds["customer"]):
            while not dialog.rows["customer"].result.text():
                QTest.qWait(50)
            dialog.grab().save(str(out / "picker.png"))
        dialog.leave()
    theme.choose("dark")
    ear = open_better_ear(Folders.find({"HEARBACK_HOME": str(folder)}), "")
    ear.show()
    ear._wait("", "Cancel")
    ear.bar.show()
    ear.grow()
    ear._on_progress(Progress("download", 17_300_000, ear._entry.bytes))
    QTest.qWait(200)
    ear.grab().save(str(out / "better-ear.png"))
    ear.leave()
    app.exit()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        every = voices(Path(name))
        for take in (deaf, doubtful, busy, dialogs):
            take(Path(name), target, every)
    sys.stdout.write(json.dumps(sorted(one.name for one in target.glob("*.png"))) + "\n")
