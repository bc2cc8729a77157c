"""Support-call sentences nobody tuned to: spoken by synthesizers, wide-band and by telephone.

Split in two by sentence and by voice. `TUNE` chose the settings in docs/recognizers.md; `HELD_OUT`
only measures them. Neither is in the text that the language model was made from.
"""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

import numpy as np
import soundfile
import soxr

from speech.recognize.recognizer import RATE, Samples

TUNE_VOICES = ("flite:rms", "flite:awb", "espeak:en-us")
HELD_OUT_VOICES = (*("flite:slt", "flite:kal16") * 3, "espeak:en-gb", "espeak:en-gb-x-rp+f4")
"""In turn; espeak-ng, which is hard on a model of people, gets a quarter of the lines."""
BAND = (200.0, 3400.0)
"""Hz: what a telephone line lets through."""
LINE_RATE = 8000
NOISE = (20.0, 25.0)
"""dB between speech and line noise, drawn for each line."""
LEAD = 0.25
"""Seconds of silence before and after, as the listener's pre-roll and hangover leave."""
MU = 255.0

TUNE = """
hello i bought a coffee machine from you in march and it has stopped heating the water
the lady i talked to last week said a technician would come on monday but nobody came
could you please check whether the payment went through because my bank says it did
i would like to upgrade my plan but i do not want to lose my old phone number
i am really sorry about that let me look into it for you right now
can you confirm your postal code and the last four digits of the card please
i have reset the router three times and the light is still red
what i will do is open a ticket and ask the billing team to call you tomorrow morning
this is ridiculous i have been on hold for forty minutes
i just want somebody to tell me where my parcel is
thank you for your patience i can see the order here on my screen
your subscription will end on the thirtieth of this month and you will not be charged again
is there anything else that i can help you with today
i was promised a credit on my account and it is not on this bill either
my father passed away and i need to close his account
the app logs me out every time i try to open my messages
if this is not fixed by friday i am going to cancel everything
so just to make sure i understand you were billed twice for the same service
no that is not what i said please listen to me
i can offer you a discount of twenty percent for the next six months
""".strip().splitlines()

HELD_OUT = """
good morning i am calling because my internet has been down since saturday night
i ordered a pair of shoes two weeks ago and they still have not arrived
the tracking page says delivered but there was nothing at my door
you people keep sending me from one department to another
i already explained all of this to your colleague yesterday
let me see if i understand you returned the jacket but the refund never showed up
i can see two charges of forty nine dollars on the third of june
may i have your account number or the email address you signed up with
i do apologize for the trouble this must be very frustrating for you
please do not put me on hold again
i want to speak to your supervisor right now
this is the fourth time that i have called about the same problem
the heating does not work and i have a baby in the house
we will send a replacement by express mail and you should have it on wednesday
my password does not work and the reset link never comes
i am not paying for something that i never ordered
i will talk to a lawyer if you do not give me my money back
that is very kind of you thank you so much for your help
the screen is cracked and it was like that when i opened the box
could you hold for one moment while i look at the notes from your last call
your contract runs until december and there is a fee if you leave early
i understand that you are upset and i want to make this right
can you tell me why my bill went up by fifteen dollars this month
i never agreed to the new price and nobody told me about it
the driver left the package with a neighbor i do not know
we moved to a new apartment and i need to change the delivery address
i have written down that you would like a full refund to your credit card
it usually takes between five and seven business days
the technician will call you half an hour before he arrives
my wife is in the hospital and we had to cancel our flight
is there a way to get a later payment date this month
i tried to turn it off and on again but nothing happened
you said that last time and nothing changed
okay i have added a note so that you do not have to repeat yourself
somebody used my card to buy things on your website
please block the card and send me a new one as soon as possible
how long will it take until the service is working again
i am going to transfer you to the technical team and stay on the line with you
the washing machine leaks and there is water all over my kitchen floor
i do not want a voucher i want my money
we are a small business and we cannot take card payments without the terminal
honestly i feel like nobody is listening to me
your warranty covers the repair so there will be no cost for you
i will call you back on friday afternoon to make sure that it works
can you spell your last name for me please
thank you for calling have a nice day
i have been a customer for eleven years and this is how you treat me
all right then i will wait for your email
""".strip().splitlines()


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line as it reaches the listener: 16 kHz, whatever it went through."""

    text: str
    voice: str
    samples: Samples


def synthesizers_missing() -> str | None:
    """Return why nothing can be spoken here, if so."""
    for program in ("flite", "espeak-ng"):
        try:
            subprocess.run([program, "--version"], capture_output=True, check=False)
        except FileNotFoundError:
            return f"{program} is not installed"
    return None


def speak(lines: list[str], voices: tuple[str, ...], *, phone: bool) -> Iterator[Spoken]:
    """Yield the lines in the voices in turn; the same every time."""
    rng = np.random.default_rng(8)
    for text, voice in zip(lines, cycle(voices), strict=False):
        said = _say(text, voice)
        noise = rng.standard_normal(said.size), rng.uniform(*NOISE)
        yield Spoken(text, voice, _as_int16(_telephone(said, *noise) if phone else said))


def over_the_phone(samples: Samples, *, snr: float = NOISE[0], seed: int = 8) -> Samples:
    """Return what a telephone line leaves of 16 kHz sound, with noise `snr` dB below speech."""
    noise = np.random.default_rng(seed).standard_normal(samples.size)
    return _as_int16(_telephone(samples / 32768, noise, snr))


def _say(text: str, voice: str) -> np.ndarray:
    program, name = voice.split(":")
    if program == "flite":
        command = ["flite", "-voice", name, "-t", text, "-o", "/dev/stdout"]
    else:
        command = ["espeak-ng", "-v", name, "-s", "150", "--stdout", text]
    done = subprocess.run(command, capture_output=True, check=True)
    # the sizes in the header of a streamed file are made up: read what follows it
    sound, rate = soundfile.read(io.BytesIO(_with_sizes(done.stdout)), dtype="float32")
    sound = soxr.resample(sound, rate, RATE)
    quiet = np.zeros(round(LEAD * RATE), np.float32)
    sound = np.concatenate((quiet, sound, quiet))
    return sound * (10 ** (-23 / 20) / _loud(sound))


def _with_sizes(wav: bytes) -> bytes:
    """Return the file with the sizes that it has, for a program cannot know them in a pipe."""
    data = wav.index(b"data")
    sizes = (len(wav) - 8).to_bytes(4, "little"), (len(wav) - data - 8).to_bytes(4, "little")
    return wav[:4] + sizes[0] + wav[8 : data + 4] + sizes[1] + wav[data + 8 :]


def _telephone(sound: np.ndarray, noise: np.ndarray, snr: float) -> np.ndarray:
    """Return what is left after a line: its band, its noise, G.711 mu-law at 8 kHz."""
    noisy = sound + noise * _loud(sound) * 10 ** (-snr / 20)
    narrow = soxr.resample(_band(noisy), RATE, LINE_RATE)
    pressed = np.sign(narrow) * np.log1p(MU * np.minimum(np.abs(narrow), 1.0)) / np.log1p(MU)
    code = np.round(pressed * 127) / 127
    line = np.sign(code) * np.expm1(np.abs(code) * np.log1p(MU)) / MU
    return soxr.resample(line, LINE_RATE, RATE, quality="MQ")


def _band(sound: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(sound.size, 1 / RATE)
    below = 1 / np.sqrt(1 + (BAND[0] / np.maximum(hertz, 1.0)) ** 8)
    above = 1 / np.sqrt(1 + (hertz / BAND[1]) ** 40)
    return np.fft.irfft(spectrum * below * above, sound.size)


def _loud(sound: np.ndarray) -> float:
    """Return the root mean square where somebody speaks."""
    active = sound[np.abs(sound) > 0.02 * np.abs(sound).max()]
    return float(np.sqrt(np.mean(active**2)))


def _as_int16(sound: np.ndarray) -> Samples:
    return np.rint(np.clip(sound, -1, 1) * 32767).astype(np.int16)


def cut(samples: Samples, piece: int) -> Iterator[Samples]:
    """Yield the samples as the listener hands them on."""
    for start in range(0, samples.size, piece):
        yield samples[start : start + piece]
