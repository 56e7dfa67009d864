// Bulk replies: wiper positions and cells, packed and sent while they are read, so that none is ever stored.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

void bulk_reset();
void bulk_wipers(uint8_t seq, uint8_t first, uint8_t count);
void bulk_scan(uint8_t seq, uint16_t first, uint16_t count, uint16_t threshold);
bool bulk_step();  // sends what is ready and has room; whether a reply is still under way
