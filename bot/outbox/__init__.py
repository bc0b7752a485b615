"""What should stand in each conversation: wishes, and the reconciler that brings them about within the platforms'
rates."""
