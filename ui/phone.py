"""What the softphone says becomes what the window does: begin, pause, go on, end.

The decisions are pure (`app.phone.calls`); here they are carried out, and clicks in the window are
told to them, so that both know of the same call.
"""

import logging

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.call.actions import Paused, Resumed
from app.ipc.door import Door, DoorError
from app.ipc.message import Answer
from app.phone.baresip_link import BaresipLink, address_of
from app.phone.calls import Calls, Change, Click, Phase, changes, clicked, told
from app.phone.request import RAISE, Details, Request
from app.settings import PhoneSettings
from ui.call_door import welcome
from ui.workplace import Workplace

log = logging.getLogger(__name__)

NOTHING_TO_HEAR = "Hearback cannot listen just now; see its window."
UNKNOWN = "There is no such call here; nothing was done."
_STATUS: dict[Phase, str] = {
    "idle": "No call.",
    "active": "Listening to a call.",
    "held": "The call is on hold: paused.",
    "paused": "Paused in the window.",
}


class Phone(QObject):
    """One per workplace; `answer` is what the socket and baresip speak to."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._calls = Calls()
        self._acting = False
        self._ending = False
        """The listener was told to end and has not yet."""
        self._due = False
        """A call waits for that."""
        workplace.call_began.connect(self._on_began)
        workplace.call_ended.connect(self._on_ended)
        workplace.calls.fed.connect(self._on_fed)

    @property
    def calls(self) -> Calls:
        """What is going on, as the softphone and the agent left it."""
        return self._calls

    def answer(self, request: Request) -> Answer:
        """Do it, and say what became of it in one sentence."""
        if request.do == RAISE:
            self._workplace.overlay.take_keyboard()  # who starts it again asks for it
            self._workplace.overlay.raise_()
            return self._answer(True, "Hearback is already open.")
        before = self._calls
        self._go_to(told(before, request))
        if request.do in {"start", "resume"} and self._calls.call is None and before.call is None:
            ok = request.do == "resume"
            return self._answer(ok, UNKNOWN if ok else NOTHING_TO_HEAR)
        return self._answer(True, _said(request, before, self._calls))

    def _answer(self, ok: bool, said: str) -> Answer:
        return Answer(ok, said, self._calls.phase, self._calls.call or Details())

    def _go_to(self, after: Calls) -> None:
        before, self._calls = self._calls, after
        self._acting = True
        try:
            for change in changes(before, after):
                self._do(change)
        finally:
            self._acting = False

    def _do(self, change: Change) -> None:
        work = self._workplace
        match change:
            case "begin":
                if self._ending or work.listener.running:
                    self._due = True
                else:
                    self._begin()
            case "end" if self._due:
                self._due = False  # it never began here
            case "end":
                self._ending = True
                work.end_call()
            case "details":
                work.show_caller(self._calls.call or Details())
            case "pause" if not self._due:
                work.pause()
            case "resume" if not self._due:
                work.resume()
            case _:
                pass

    def _begin(self) -> None:
        work = self._workplace
        self._due = False
        work.show_caller(self._calls.call or Details())
        work.begin_call()
        if not work.in_call:
            log.warning("a softphone began a call, but there is nothing to listen to")
            self._calls = clicked(self._calls, "end")
        elif not self._calls.listening:
            work.pause()

    @Slot()
    def _begin_next(self) -> None:
        if self._due and self._calls.call is not None:
            self._acting = True
            try:
                self._begin()
            finally:
                self._acting = False

    # What happens in the window

    @Slot()
    def _on_began(self) -> None:
        if not self._acting:
            self._workplace.show_caller(Details())
            self._click("begin")

    @Slot()
    def _on_ended(self) -> None:
        if self._ending:
            self._ending = False
            if self._due:  # once everybody has heard of the end
                QTimer.singleShot(0, self, self._begin_next)
        else:
            self._click("end")

    @Slot(object, object)
    def _on_fed(self, item: object, _state: object) -> None:
        if self._acting:
            return
        if isinstance(item, Paused):
            self._click("pause")
        elif isinstance(item, Resumed):
            self._click("resume")

    def _click(self, click: Click) -> None:
        """Take up what has already happened."""
        self._calls = clicked(self._calls, click)


class BaresipBridge(QObject):
    """Brings what baresip says from its thread to the window's."""

    said = Signal(object)
    """Request."""

    def __init__(self, phone: Phone, address: tuple[str, int]) -> None:
        super().__init__(phone)
        self._phone = phone
        self._link = BaresipLink(address, self.said.emit)
        self.said.connect(self._on_said)
        self._link.start()

    def stop(self) -> None:
        self._link.stop()

    @Slot(object)
    def _on_said(self, request: Request) -> None:
        self._phone.answer(request)


def connect_phone(workplace: Workplace, door: Door, settings: PhoneSettings) -> Phone:
    """Have the workplace do what softphones say, for as long as it is open.

    Raises BadInputError for an address in the settings that is none.
    """
    phone = Phone(workplace)
    if settings.baresip:
        baresip = BaresipBridge(phone, address_of(settings.baresip))
        workplace.closing.connect(baresip.stop)
    if door.is_open:
        visitors = welcome(door, phone.answer, workplace)
        workplace.closing.connect(visitors.close)
    else:
        workplace.opened.connect(lambda: workplace.overlay.toast.say(DoorError.default_person))
    return phone


def _said(  # noqa: PLR0911  one sentence each
    request: Request, before: Calls, after: Calls
) -> str:
    """Return one sentence for whoever asked."""
    made = changes(before, after)
    match request.do:
        case "start" if "begin" in made:
            return "Listening to the call."
        case "start":
            return "This call was known already."
        case "ring":
            return "Noted; nothing is heard before the call starts."
        case "end" if made:
            return "The call has ended; its note is kept."
        case "hold" if made:
            return "Paused while the call is on hold."
        case "resume" if made:
            return "Listening again."
        case "resume" if after.hushed:
            return "Still paused: the agent pressed Pause in the window."
        case "end" | "hold" | "resume" if request.call.id != (after.call or Details()).id:
            return UNKNOWN
        case _:
            return _STATUS[after.phase]
