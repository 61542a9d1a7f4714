"""An understanding as plain data, for files and for the wire."""

from dataclasses import asdict
from typing import Any

from classifier.types import Understanding
from topics import Catalogue


def told(understood: Understanding, catalogue: Catalogue) -> dict[str, Any]:
    """``understood`` as JSON can hold it, with topics and titles beside the codes."""
    code = understood.code or ""
    subtopic = catalogue.subtopics.get(code)
    data = asdict(understood)
    for guess in data["guesses"]:
        guess["probability"] = round(guess["probability"], 4)
    for matter in data["matters"]:
        matter["probability"] = round(matter["probability"], 4)
    return (
        {
            "topic": subtopic.topic if subtopic else "",
            "subtopic": code if subtopic else "",
            "title": subtopic.title if subtopic else "",
            "intent": "" if subtopic else code,
            "confidence": round(understood.confidence, 4),
            "margin": round(understood.margin, 4),
        }
        | data
        | {"kind_probability": round(understood.kind_probability, 4)}
    )
