"""Pictures: checking what came in, keeping what was made, setting contact sheets."""
