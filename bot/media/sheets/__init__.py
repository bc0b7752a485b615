"""Several pictures on one sheet: numbered contact sheets and labelled sheets. Pillow's work: call it in a thread."""
