"""Undo: a session with ways back: the last change, what was undone, and snapshots that have a name."""

from typing import Any

from mark1.backends.catalogue import restored
from mark1.commit import attributes, commit
from mark1.errors import CommandError, RigError
from mark1.panel.changes import UNDO_BYTES, Change, SessionState, Snapshot
from mark1.panel.session import Session

MOST_SNAPSHOTS = 4
BYTES_A_POT = 50
# What a state holds besides the back end and its machine.
OF_PRESENT = (
    "sight", "sight_is_old", "course", "accuracy_is_old", "verdict", "verdict_is_old", "origin", "history", "others",
)  # fmt: skip


class ReversibleSession(Session):
    """A session that goes back, and forth again. What it goes to is in ``changes`` and ``snapshots``."""

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

    def snapshot(self, name: str) -> None:
        """Keep the present, album and undo under a name. Raises CommandError for too many names."""
        names = ", ".join(self.snapshots)
        if name not in self.snapshots and len(self.snapshots) >= MOST_SNAPSHOTS:
            raise CommandError(f"snapshot: at most {MOST_SNAPSHOTS} names, there are {names}; use one again")
        self.snapshots = {**self.snapshots, name: Snapshot(self._present(), self.changes, self.album)}

    def restore(self, name: str) -> None:
        """Restore a snapshot, which is kept. Raises CommandError for an unknown name."""
        if name not in self.snapshots:
            raise CommandError(f"no snapshot {name!r}; there is: {', '.join(self.snapshots) or 'nothing'}")
        then = self.snapshots[name]
        self._return_to(then.state, changes=then.changes, album=then.album)

    def _kept_present(self) -> SessionState | None:
        """The present, unless it is too large to keep a second time."""
        if self.machine.potentiometers.n_pots * BYTES_A_POT > UNDO_BYTES:
            return None
        return self._present()

    def _present(self) -> SessionState:
        plain, arrays = self.backend.capture()
        return SessionState(
            self.backend.name, plain, arrays, self.sight, self.sight_is_old, self.course, self.accuracy_is_old,
            self.verdict, self.verdict_is_old, self.origin, self.history, self.others,
        )  # fmt: skip

    def _return_to(self, then: SessionState, **more: Any) -> None:
        """Bring what was back, in one step, and set ``more`` of the session's attributes with it."""
        backend = restored(then.backend, then.plain, then.arrays)
        present = {name: getattr(then, name) for name in OF_PRESENT}
        commit([*self._exchange(backend), attributes(self, present | more)])
        try:
            self.join_rig()
        except RigError as error:
            self.leave_rig()
            self.note(f"the rig is no longer joined: {error}")
