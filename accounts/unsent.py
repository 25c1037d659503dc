"""What goes wrong when something is to leave the house."""


class Unsent(Exception):
    """It did not go out; the text is one Chinese sentence. `is_final`: trying again would not help."""

    def __init__(self, sentence: str, *, is_final: bool = False):
        super().__init__(sentence)
        self.is_final = is_final
