import pytest

from models.errors import BadInputError
from speech.capture.devices import Device, choose

MIC = Device("alsa_input.usb", "Jabra Evolve", "microphone", 48_000, 1, default=True)
MONITOR = Device("alsa_output.usb.monitor", "Monitor of Jabra", "monitor", 48_000, 2, default=True)
OTHER = Device("softphone.monitor", "Monitor of Softphone", "monitor", 44_100, 3)
ALL = [MIC, MONITOR, OTHER]


@pytest.mark.parametrize("wanted", ["softphone.monitor", "Monitor of Softphone"])
def test_a_device_goes_by_its_name_or_description(wanted):
    assert choose(ALL, "customer", wanted) is OTHER


@pytest.mark.parametrize("wanted", [None, "", "default", "@DEFAULT_MONITOR@", "@DEFAULT_SOURCE@"])
def test_without_a_name_each_side_follows_its_default(wanted):
    assert choose(ALL, "customer", wanted) is MONITOR
    assert choose(ALL, "agent", wanted) is MIC


@pytest.mark.parametrize("wanted", ["softphone", "jabra", "nosuch"])
def test_another_device_is_never_taken_in_silence(wanted):
    with pytest.raises(BadInputError) as caught:
        choose(ALL, "agent", wanted)
    assert wanted in caught.value.person
    assert all(device.name in caught.value.person for device in ALL)


def test_a_default_that_is_a_monitor_is_no_microphone():
    with pytest.raises(BadInputError, match="agent"):
        choose([MONITOR, OTHER], "agent", None)


def test_no_devices_at_all_is_said():
    with pytest.raises(BadInputError) as caught:
        choose([], "agent", "headset")
    assert "none at all" in caught.value.person
