"""One package per platform: `decode` (payload to message), `encode` (post to calls), `transport`, `limits`."""
