// The board of a Mark I rig: scans photocells, turns potentiometers, lights lamps, and stops when told to or left alone.
// Arduino Uno, Nano and Mega. Sizes and pins: board.h. What it says and hears: PROTOCOL.md, one folder up.
#include "rig.h"  // rig_begin, rig_step

void setup() { rig_begin(); }

void loop() { rig_step(); }
