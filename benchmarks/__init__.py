"""Speed and memory of the engine, as ratios to named baselines in one run."""
