"""Workshop: what it takes to build a rig."""
