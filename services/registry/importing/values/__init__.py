"""What people write in cells: dates, numbers, names and words for no value."""
