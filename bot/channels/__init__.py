"""Ways to a person: ``send(address, message) -> Outcome``. Each knows its own wire and nothing of the house."""
