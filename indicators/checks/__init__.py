"""What is asked of a figure or a target before it counts: errors block, questions want answers."""
