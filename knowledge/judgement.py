"""Answer, ask which one is meant, or refuse: thresholds on the score of the best items.

The scores are comparable between questions (``knowledge.library.Hit``); the thresholds come from
``make bench-knowledge``, which prints how many questions of the starter content, each asked while
its own phrasing is hidden, are answered rightly, and how many that nobody can answer are refused.
"""

from collections.abc import Sequence

from knowledge.library import Decision, Hit

ANSWER = 0.4
"""Score from which the best item answers, if it is clearly the best."""
CLEAR = 0.1
"""How far it must be ahead of the second for that."""
SURE = 0.9
"""Score from which it answers whatever the others are."""
PERHAPS = 0.1
"""Score from which an item may be what is meant; below, there is nothing to rest on."""


def decide(hits: Sequence[Hit]) -> Decision:
    """What to do about a question that found ``hits``, best first."""
    near = [hit for hit in hits if hit.score >= PERHAPS]
    if not near:
        return Decision("refuse", ())
    best = near[0]
    ahead = best.score - (near[1].score if len(near) > 1 else 0.0)
    if best.score >= SURE or (best.score >= ANSWER and ahead >= CLEAR):
        return Decision("answer", (best,))
    return Decision("which", tuple(near[:3]))
