// The rig: everything, put together.
#pragma once

void rig_begin();  // once after a reset
void rig_step();   // for ever: does what the last millisecond asks for
void rig_tick();   // from the interrupt of the clock, each millisecond
