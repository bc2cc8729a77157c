"""Take the pictures of docs/health.md: `python -m tests.e2e.pictures [DIR]`.

The window is the real one, on a PulseAudio of its own; the dialogs are the real ones too.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from speech.events import CHANNELS, Channel
from tests.e2e.sides import talk, write
from tests.e2e.sound_server import AGENT, CUSTOMER, PulseAudio, SoundServer, running
from tests.e2e.talking_window import TalkingWindow

OUT = Path(__file__).parents[2] / "docs" / "pictures"
MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"


def voices(folder: Path) -> dict[Channel, Path]:
    """Return ten minutes of both sides of a call, without pauses."""
    return {channel: write(folder / f"{channel}.wav", talk(channel, 600)) for channel in CHANNELS}


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


def health(folder: Path, out: Path) -> None:
    """Take health-silent.png and health-gone.png."""
    home = folder / "home"
    home.mkdir()
    (home / "settings.toml").write_text(
        f'[audio]\ncustomer = "{CUSTOMER}"\nagent = "{AGENT}"\n'
        f'[speech]\nrecognizer = "vosk"\nmodel = "{MODEL}"\n'
    )
    sounds = voices(folder)
    with running(PulseAudio) as server:
        named(server)
        window = TalkingWindow(home, server.environment, "--theme", "dark")
        try:
            window.until(lambda shown: shown["listening"])
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
        finally:
            window.close()


def picture(window: TalkingWindow, file: Path) -> None:
    file.unlink(missing_ok=True)
    time.sleep(0.5)
    window.tell(f"picture {file}")
    while not file.exists():
        time.sleep(0.1)
    time.sleep(0.2)


def dialogs(folder: Path, out: Path) -> None:
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
    sounds = voices(folder)
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
        health(Path(name), target)
        dialogs(Path(name), target)
    sys.stdout.write(json.dumps(sorted(one.name for one in target.glob("*.png"))) + "\n")
