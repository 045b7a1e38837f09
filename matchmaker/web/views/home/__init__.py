"""The first page for visitors, and a member's own page."""
