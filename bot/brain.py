"""The classifier in use, renewed within moments when another model is promoted or rolled back."""

from pathlib import Path

import structlog

from classifier import model
from classifier.understand import Classifier, Thresholds
from topics import Catalogue

log = structlog.get_logger()


class Brain:
    """Holds the classifier of one model file.

    A file that cannot be used leaves the classifier as it is; at the start it leaves the keywords
    of the catalogue alone to decide.
    """

    def __init__(self, path: Path, catalogue: Catalogue, thresholds: Thresholds) -> None:
        self._path, self._catalogue, self._thresholds = path, catalogue, thresholds
        self._stamp = self._stamped()
        self._classifier = Classifier(catalogue, self._read(), thresholds)

    def classifier(self) -> Classifier:
        """What understands messages right now."""
        return self._classifier

    def refresh(self) -> bool:
        """Take over the model file if it has changed; True when it was taken over."""
        stamp = self._stamped()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        found = self._read()
        if found is None:
            return False
        self._classifier = Classifier(self._catalogue, found, self._thresholds)
        log.info("model renewed", model=found.name)
        return True

    def _stamped(self) -> tuple[int, int] | None:
        try:
            told = self._path.stat()
        except FileNotFoundError:
            return None
        return told.st_mtime_ns, told.st_ino

    def _read(self) -> model.Model | None:
        try:
            return model.load(self._path, self._catalogue.digest)
        except FileNotFoundError:
            log.warning("no model file: keywords decide", path=str(self._path))
        except model.StaleModel as problem:
            log.warning("model file refused", why=str(problem))
        return None
