"""Quotation marks as GB/T 15834 sets them: within “ ” stand ‘ ’, and within those “ ” again."""


def nested(text: str) -> str:
    """A sentence whose quotation marks nest as they should; one whose marks do not pair stays as it is."""
    depth, found = 0, []
    for sign in text:
        if sign == "“":
            depth += 1
            found.append("“" if depth % 2 else "‘")
        elif sign == "”" and depth:
            found.append("”" if depth % 2 else "’")
            depth -= 1
        elif sign == "”":
            return text
        else:
            found.append(sign)
    return text if depth else "".join(found)


def quoted(title: object) -> str:
    """A title in quotation marks: “‘向奋斗者致敬’典型宣讲”."""
    return nested(f"“{title}”")
