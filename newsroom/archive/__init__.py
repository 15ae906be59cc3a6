"""An archive to measure with: a million believable stories, as if ten years of work stood in the database."""
