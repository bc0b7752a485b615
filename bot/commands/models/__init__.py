"""`/models`: what each model can do and costs, and which one paints by default."""
