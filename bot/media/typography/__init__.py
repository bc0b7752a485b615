"""Text in pictures: fonts of this machine, grapheme clusters, bidirectional order, typesetting."""
