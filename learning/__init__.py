"""What people teach the classifier: corrections, their review, and how well it goes by week."""
