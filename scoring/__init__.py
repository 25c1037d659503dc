"""What it is worth: frameworks of clauses, what is put forward for each, and the scores awarded."""
