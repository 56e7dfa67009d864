"""The electricity of a rig, computed by ngspice from the values of its drawing: ``python -m firmware_sim.spice``."""
