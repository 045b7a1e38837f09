"""What a worker does for somebody who asked on a page: asked for, taken up, ended."""
