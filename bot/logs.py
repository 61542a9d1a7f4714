"""One line of JSON per event, on standard error; never a word of what people said in clear."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from kit.text import masked


def set_up(level: str) -> None:
    """Log from ``level`` (debug, info, warning, error) up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def _mask(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: masked(v) if isinstance(v, str) else v for key, v in event.items()}
