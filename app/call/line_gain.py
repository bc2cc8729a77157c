"""Takes out of a level what the line did: a sudden step for voice and noise alike is no mood."""

DEAD_ZONE = 1.0
"""dB by which the noise of a line wanders anyway."""


class LineGain:
    """Levels as if the line had stayed as it was in the first utterance.

    What the noise between words moved the same way as the voice did is the line's: another gain,
    another headset, an automatic level. Noise that comes up alone takes nothing from the voice; a
    voice raised over noise that came up (E. Lombard, 1911) is the noise's doing, and counts little.
    """

    def __init__(self) -> None:
        self._level: float | None = None
        self._floor: float | None = None

    def known(self, floor: float | None) -> bool:
        """Return whether line and voice can be told apart."""
        return floor is not None and self._floor is not None

    def correct(self, level: float, floor: float | None) -> float:
        """Return the level of an utterance without the line's share; `floor`, dBFS, its noise."""
        if floor is None:
            return level
        if self._level is None or self._floor is None:
            self._level, self._floor = level, floor
            return level
        noise, voice = floor - self._floor, level - self._level
        moved = max(0.0, abs(noise) - DEAD_ZONE)
        if not moved or (noise > 0) != (voice > 0):
            return level
        shared = min(moved, abs(voice))
        return level - shared if voice > 0 else level + shared
