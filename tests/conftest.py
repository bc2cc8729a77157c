"""What holds for every test."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
"""A property holds or not; how long an example takes on a busy machine is no part of it."""
