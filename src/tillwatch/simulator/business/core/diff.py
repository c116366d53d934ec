"""What an update changed, the way Stripe tells it in `data.previous_attributes`."""

from tillwatch.simulator.books import Json


def previous(old: Json, new: Json) -> Json:
    """The old values of changed fields. Objects are compared field by field, lists as a whole.

    A field that was absent is given as null. Fields of ours (leading underscore) are left out.
    """
    changed: Json = {}
    for field, value in new.items():
        was = old.get(field)
        if was is value or was == value or field.startswith("_"):
            continue
        if isinstance(was, dict) and isinstance(value, dict):
            changed[field] = previous(was, value)
        else:
            changed[field] = was
    for field, was in old.items():
        if field not in new and was is not None:
            changed[field] = was
    return changed
