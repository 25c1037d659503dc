"""What we set out to do: plans read from papers, their tasks, and the pages where the work is done."""
