"""What a browser would send of a page's form."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """The fields of the form with ``form_id``, as they stand."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: dict[str, list[str]] = {}
        self.select, self.first = "", None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside and given.get("form") != self.form_id:
            return
        if tag == "input" and given.get("name"):
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.add(given["name"], given.get("value", "on"))
        elif tag == "select":
            self.select, self.first = given["name"], None
            self.fields.setdefault(self.select, [])
        elif tag == "option" and self.select:
            self.first = given["value"] if self.first is None else self.first
            if "selected" in given:
                self.fields[self.select] = [given["value"]]
        elif tag == "textarea":
            self.add(given["name"], "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "select" and self.select:
            if not self.fields[self.select]:
                self.fields[self.select] = [self.first]
            self.select = ""

    def add(self, name, value):
        self.fields.setdefault(name, []).append(value)


def fields_of(page: str, form_id: str) -> dict[str, list[str]]:
    reader = FormReader(form_id)
    reader.feed(page)
    reader.fields.pop("csrfmiddlewaretoken", None)
    return reader.fields
