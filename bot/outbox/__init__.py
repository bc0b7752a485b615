"""The outbox: desired posts, the reconciler that makes platforms match them, send budgets, and the registry of
renderers."""
