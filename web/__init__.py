"""Pages and plain addresses beside the chat: the second door to the same services."""
