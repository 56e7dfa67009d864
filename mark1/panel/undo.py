"""Undo: a session with ways back: the last change, what was undone, and machines that were put aside."""

from typing import Any

from mark1.backends.catalogue import restored
from mark1.commit import attributes, commit
from mark1.errors import CommandError, RigError
from mark1.panel.changes import UNDO_BYTES, Aside, Change, Snapshot
from mark1.panel.session import Session

MOST_ASIDE = 4
BYTES_A_POT = 50
OF_PRESENT = (
    "sight", "sight_is_old", "course", "accuracy_is_old", "verdict", "verdict_is_old", "origin", "history", "others",
)  # fmt: skip
"""What a snapshot keeps beside the brain and its machine."""


class ReversibleSession(Session):
    """A session that goes back, and forth again. What it goes to is in ``changes`` and ``aside``."""

    def undo(self) -> Change:
        """Back to before the last change: which one. Raises CommandError if there is none to go back to."""
        if not self.changes.past:
            raise CommandError("nothing to undo, or the machine is too large to keep a second time")
        change, changes = self.changes.undone(self._present())
        self._return_to(change.state, changes=changes)
        return change

    def redo(self) -> Change:
        """Forward to after the change that was undone last: which one. Raises CommandError if there is none."""
        if not self.changes.future:
            raise CommandError("nothing to redo: redo brings back what undo took, until something else is changed")
        change, changes = self.changes.redone(self._present())
        self._return_to(change.state, changes=changes)
        return change

    def put_aside(self, name: str) -> None:
        """Keep the present, album and undo under a name. Raises CommandError for too many names."""
        if name not in self.aside and len(self.aside) >= MOST_ASIDE:
            raise CommandError(f"aside: at most {MOST_ASIDE} names, there are {', '.join(self.aside)}; use one again")
        self.aside = {**self.aside, name: Aside(self._present(), self.changes, self.album)}

    def take_back(self, name: str) -> None:
        """Go on with what was put aside; it stays there too. Raises CommandError for a name that is none."""
        if name not in self.aside:
            raise CommandError(f"nothing was put aside as {name!r}; there is: {', '.join(self.aside) or 'nothing'}")
        then = self.aside[name]
        self._return_to(then.present, changes=then.changes, album=then.album)

    def _snapshot(self) -> Snapshot | None:
        """The present, unless it is too large to keep a second time."""
        if self.machine.potentiometers.n_pots * BYTES_A_POT > UNDO_BYTES:
            return None
        return self._present()

    def _present(self) -> Snapshot:
        plain, arrays = self.backend.capture()
        return Snapshot(
            self.backend.name, plain, arrays, self.sight, self.sight_is_old, self.course, self.accuracy_is_old,
            self.verdict, self.verdict_is_old, self.origin, self.history, self.others,
        )  # fmt: skip

    def _return_to(self, then: Snapshot, **more: Any) -> None:
        """Bring what was back, in one step, and set ``more`` of the session's attributes with it."""
        backend = restored(then.backend, then.plain, then.arrays)
        present = {name: getattr(then, name) for name in OF_PRESENT}
        commit([*self._exchange(backend), attributes(self, present | more)])
        try:
            self.join_rig()
        except RigError as error:
            self.leave_rig()
            self.note(f"the rig is no longer joined: {error}")
