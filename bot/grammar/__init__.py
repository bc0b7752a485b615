"""What people write, read into options and arguments: pure, without the store."""
