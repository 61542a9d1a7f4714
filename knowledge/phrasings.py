"""Known phrasings: how near a question is to those that an item answers, or must not answer."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kit.words import features

Cosines = NDArray[np.float32]


@lru_cache(maxsize=16384)
def _features(text: str) -> frozenset[str]:
    return frozenset(features(text))


class Phrasings:
    """An inverted index over short questions; likeness is the cosine of tf-idf weights."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        self._unknown = float(np.log(1 + self._size))
        found = [_features(text) for text in texts]
        holders: dict[str, list[int]] = defaultdict(list)
        for number, names in enumerate(found):
            for name in names:
                holders[name].append(number)
        self._idf = {n: float(np.log(1 + self._size / len(where))) for n, where in holders.items()}
        norms = np.array([np.sqrt(sum(self._idf[n] ** 2 for n in ns)) or 1.0 for ns in found])
        self._index = {
            name: (np.array(where, np.intp), (self._idf[name] / norms[where]).astype(np.float32))
            for name, where in holders.items()
        }

    def cosines(self, text: str) -> Cosines:
        """Likeness of ``text`` to every phrasing, shape (n_phrasings,), in [0, 1]."""
        places, values, norm = [], [], 0.0
        for feature in _features(text):
            idf = self._idf.get(feature, self._unknown)
            norm += idf * idf  # words no phrasing knows speak against every phrasing
            if feature in self._index:
                where, weights = self._index[feature]
                places.append(where)
                values.append(weights * np.float32(idf))
        if not places:
            return np.zeros(self._size, np.float32)
        whole = np.bincount(np.concatenate(places), np.concatenate(values), self._size)
        cosines: Cosines = (whole / np.sqrt(norm)).astype(np.float32)
        return cosines
