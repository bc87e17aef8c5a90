"""What the source of an application says, as far as reading tells; nothing of it is run."""
