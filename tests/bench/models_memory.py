"""A process that prints its resident megabytes: bare, or with an emotion model in use."""

import importlib
import json
import sys

import numpy as np
import psutil

LINE = "i have been waiting for three weeks and nobody can tell me where my parcel is "
BEFORE = "i called you on monday about my order"
READINGS = 200

if __name__ == "__main__":
    if len(sys.argv) > 1:
        emotion = importlib.import_module("models.emotion")
        model = emotion.EmotionModel.load(emotion.Path(sys.argv[1]))
        for n in range(READINGS):
            model.read(LINE * (1 + n % 5), [BEFORE, BEFORE])
    used = np.zeros(1)  # the listener has numpy in any case
    print(json.dumps(psutil.Process().memory_info().rss / 1e6))
