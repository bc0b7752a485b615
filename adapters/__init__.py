"""One folder a platform: `decode` (payload to message), `encode` (post to calls), `transport`, `limits`."""
