from recommendations.models.edition import LaunchedPicture, LaunchedPlacement, LaunchedStory, ListEdition
from recommendations.models.list import (
    BelowMinimum,
    ListRight,
    Placement,
    Recommendation,
    RecommendationList,
    Right,
)
from recommendations.models.shared_link import RehearsalLink

__all__ = [
    "BelowMinimum",
    "LaunchedPicture",
    "LaunchedPlacement",
    "LaunchedStory",
    "ListEdition",
    "ListRight",
    "Placement",
    "Recommendation",
    "RecommendationList",
    "RehearsalLink",
    "Right",
]
