"""The page of what a worker does for somebody who asked."""
