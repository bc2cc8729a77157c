"""What the figures are compared with, each run as a process of its own: `python -m tests.bench.bare`.

`window`: a bare PySide6 window; prints the monotonic time at its first paint and its memory.
`recognizer CALL`: pocketsphinx with its stock settings, fed both channels whole.
"""

import json
import sys
import time


def window() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    class Bare(QLabel):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            super().paintEvent(event)
            QTimer.singleShot(0, done)

    def done() -> None:
        print(json.dumps({"mono": time.monotonic(), "rss_mb": resident_mb()}), flush=True)
        app.quit()

    app = QApplication([])
    label = Bare("Hearback")
    label.resize(360, 400)
    label.show()
    app.exec()


def resident_mb() -> float:
    with open("/proc/self/status") as status:  # noqa: PTH123
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def recognizer(call: str) -> None:
    import pocketsphinx
    import soundfile

    sound, rate = soundfile.read(call, dtype="int16", always_2d=True)
    started = time.monotonic()
    for channel in range(sound.shape[1]):
        decoder = pocketsphinx.Decoder(samprate=rate, loglevel="FATAL")
        samples = sound[:, channel].tobytes()
        decoder.start_utt()
        for at in range(0, len(samples), 3200):
            decoder.process_raw(samples[at : at + 3200])
            decoder.hyp()
        decoder.end_utt()
    print(json.dumps({"seconds": time.monotonic() - started}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "window":
        window()
    else:
        recognizer(sys.argv[2])
