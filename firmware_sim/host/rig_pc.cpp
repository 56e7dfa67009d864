// The firmware on this PC, with sanitizers: commands on standard input, or a port.  rig_pc [--pty [--fast]]
#include <string>  // the arguments

#include "board_pc.h"  // PcBoard

int main(int n, char **words) {
    PcBoard board;
    const bool pty = n > 1 && std::string(words[1]) == "--pty";
    const bool fast = n > 2 && std::string(words[2]) == "--fast";
    if (pty) return serve_pty(board, fast);
    serve_script(board);
}
