"""What we tell others: the board, the breakdown table, the annual report."""
