"""The parts a verdict is made of; `indicators.progress` is the door to them."""
