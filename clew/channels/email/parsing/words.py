"""Between HTML and plain text."""


def text_of_html(html: str) -> str:
    raise NotImplementedError


def html_of_text(text: str) -> str:
    """Paragraphs, lines and links; nothing of it is Markdown."""
    raise NotImplementedError
