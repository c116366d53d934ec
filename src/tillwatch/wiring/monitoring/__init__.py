"""What monitoring does by the clock in a worker: alerts, reports, what order risk learns."""
