"""How the voice is measured: right, cheap, quiet while nothing happens, awake when it does."""

from collections.abc import Callable, Iterator

from tests.bench import voice_calls, voice_pitch
from tests.bench.figures import Figure, LeftOut
from tests.bench.spoken import synthesizers_missing


def measure(say: Callable[[str], None]) -> Iterator[Figure | LeftOut]:
    """Yield the figures of pitch and of calls. Without synthesizers there are none."""
    if missing := synthesizers_missing():
        yield LeftOut(f"voice: {missing}")
        return
    yield from voice_pitch.measure(say)
    yield from voice_calls.measure(say)
