"""Undo: a session that can return to earlier states: undo, redo, and named snapshots."""

from typing import Any

from mark1 import arguments
from mark1.backends.catalogue import restored
from mark1.commit import attributes, commit
from mark1.errors import CommandError, RigError, unknown
from mark1.panel.changes import UNDO_BYTES, Change, SessionState, Snapshot
from mark1.panel.session import Session

MOST_SNAPSHOTS = 4
BYTES_PER_POT = 50
# What a state holds besides the back end and its machine.
OF_PRESENT = (
    "observation", "observation_is_old", "training_run", "accuracy_is_old", "evaluation", "evaluation_is_old", "origin",
    "history", "others", "memory",
)  # fmt: skip


class ReversibleSession(Session):
    """A session with undo, redo and snapshots. Its earlier states are in ``changes`` and ``snapshots``."""

    def undo(self) -> Change:
        """Undo the last change, and return it. Raises CommandError if there is none."""
        if not self.changes.past:
            if self._is_too_large:
                raise CommandError("undo is off: this machine is too large for a snapshot")
            raise CommandError("nothing to undo")
        change, changes = self.changes.undone(self._present())
        self._return_to(change.state, changes=changes)
        return change

    def redo(self) -> Change:
        """Redo the change that was undone last, and return it. Raises CommandError if there is none."""
        if not self.changes.future:
            raise CommandError("nothing to redo")
        change, changes = self.changes.redone(self._present())
        self._return_to(change.state, changes=changes)
        return change

    def snapshot(self, name: str) -> None:
        """Save a snapshot of state, album and undo history under a name. Raises CommandError for too many names."""
        arguments.instance("snapshot", name, str)
        names = ", ".join(self.snapshots)
        if name not in self.snapshots and len(self.snapshots) >= MOST_SNAPSHOTS:
            raise CommandError(f"snapshot: expected at most {MOST_SNAPSHOTS} names; reuse one of {names}")
        self.snapshots = {**self.snapshots, name: Snapshot(self._present(), self.changes, self.album)}

    def restore(self, name: str) -> None:
        """Restore a snapshot, which is kept. Raises CommandError for an unknown name."""
        arguments.instance("snapshot", name, str)
        if name not in self.snapshots:
            raise CommandError(unknown("snapshot", name, self.snapshots, "" if self.snapshots else "none was taken"))
        then = self.snapshots[name]
        self._return_to(then.state, changes=then.changes, album=then.album)

    def _kept_present(self) -> SessionState | None:
        """The present state, or None if the machine is too large for a snapshot."""
        return None if self._is_too_large else self._present()

    @property
    def _is_too_large(self) -> bool:
        return self.machine.potentiometers.n_pots * BYTES_PER_POT > UNDO_BYTES

    def _present(self) -> SessionState:
        plain, arrays = self.backend.capture()
        return SessionState(
            self.backend.name, plain, arrays, self.observation, self.observation_is_old, self.training_run,
            self.accuracy_is_old, self.evaluation, self.evaluation_is_old, self.origin, self.history,
            self.others, self.memory,
        )  # fmt: skip

    def _return_to(self, then: SessionState, **more: Any) -> None:
        """Return to an earlier state in one step, and set ``more`` attributes of the session with it."""
        backend = restored(then.backend, then.plain, then.arrays)
        present = {name: getattr(then, name) for name in OF_PRESENT}
        commit([*self._exchange(backend), attributes(self, present | more)])
        try:
            self.join_rig()
        except RigError as error:
            self.leave_rig()
            self.note(f"the rig was disconnected: {error}")
