"""The wire: bytes, frames, messages, and the link that asks with deadlines."""
