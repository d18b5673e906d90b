"""The worker's own parts, which models do not import."""
