"""Qt without a screen; set before anything imports Qt."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
