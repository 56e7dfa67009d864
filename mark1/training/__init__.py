"""Training: one loop for every back end, for one machine or a batch; evaluation. Nothing here knows the panel."""
