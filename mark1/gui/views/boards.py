"""The keys above the patch board, which select the view in its place."""

from collections.abc import Callable, Sequence

from mark1.gui.base.base_view import BaseView
from mark1.gui.base.contract import Control, FrameContext

# The views that can be selected, and their names.
BOARDS = {
    "patch_board": "boards.patch_board",
    "library": "boards.library",
    "plane": "boards.plane",
    "photo": "boards.photo",
    "rig": "boards.rig",
}


class BoardsView(BaseView):
    """One key per board, the selected one pressed."""

    def lay_out(self, frame: FrameContext) -> None:
        room, gap = self.rect.inflate(-self.style.px(24), -self.style.px(12)), self.style.px(4)
        names = [self.style.words(key) for key in BOARDS.values()]
        for rect, name, (board, key) in zip(self.keys_in(room, names, gap), names, BOARDS.items(), strict=True):
            self.controls.append(Control(name, rect, label=name, does=_hang(board), is_on=_hangs(board), key=key))


def _hang(board: str) -> Callable[[FrameContext], Sequence[str]]:
    def hang(frame: FrameContext) -> Sequence[str]:
        frame.state.board = board
        return ()

    return hang


def _hangs(board: str) -> Callable[[FrameContext], bool]:
    return lambda frame: frame.state.board == board
