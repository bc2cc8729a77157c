"""A dialog as tall as its sentences need: a window's size does not follow its wrapped labels."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog


class TallDialog(QDialog):
    """Grows when it is shown and on `grow`; never shrinks under the pointer."""

    def grow(self) -> None:
        """Take the height that what is said now needs at this width."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            tall = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), tall))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.grow()
