"""What can go wrong with articles."""

from kit.errors import BadInput


class BadArticle(BadInput):
    phrase = "import.bad_article"
