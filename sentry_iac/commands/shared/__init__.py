"""What several commands share: how they speak, what they ask, their options, and the plan as people see it."""
