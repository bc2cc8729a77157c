"""Pocketsphinx with its stock settings, as a process, fed both channels of a recording whole."""

import sys

import pocketsphinx
import soundfile

BLOCK = 3200
"""Bytes: 100 ms at 16 kHz, after which the partial hypothesis is asked for, as a window would."""

if __name__ == "__main__":
    sound, rate = soundfile.read(sys.argv[1], dtype="int16", always_2d=True)
    for channel in range(sound.shape[1]):
        decoder = pocketsphinx.Decoder(samprate=rate, loglevel="FATAL")
        samples = sound[:, channel].tobytes()
        decoder.start_utt()
        for at in range(0, len(samples), BLOCK):
            decoder.process_raw(samples[at : at + BLOCK])
            decoder.hyp()
        decoder.end_utt()
