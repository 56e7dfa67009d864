// The link: requests in, each done once, and what was replied to the last ones. PROTOCOL.md, section 3.
#pragma once

void link_reset();
void link_ready();  // the banner
void link_step();   // each millisecond: at most one request, then what there is to say
