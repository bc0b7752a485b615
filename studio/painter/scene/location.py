"""The location of a scene: from the places that a brief names, or else from its animals, plants and objects."""

from dataclasses import dataclass

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, Rng

_HOMES: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset({"jellyfish"}), ("underwater",)),
    (frozenset({"astronaut"}), ("space",)),
    (frozenset({"lighthouse", "whale"}), ("sea",)),
    (frozenset({"palm"}), ("sea",)),
    (frozenset({"camel", "cactus"}), ("desert",)),
    (frozenset({"lotus", "swan", "boat", "crane"}), ("lake", "mountain")),
    (frozenset({"fish"}), ("underwater",)),
    (frozenset({"bamboo", "owl", "deer", "bear", "panda", "tiger", "pine", "maple"}), ("forest",)),
    (frozenset({"pagoda", "castle", "torii", "dragon"}), ("mountain",)),
    (frozenset({"fireworks", "lamp"}), ("city", "river")),
    (frozenset({"bridge"}), ("river", "meadow")),
    (frozenset({"car", "road"}), ("mountain", "meadow")),
    (frozenset({"house", "windmill", "lantern"}), ("village",)),
    (frozenset({"penguin"}), ("snowfield",)),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Ground, water and season of an outdoor scene."""

    places: frozenset[str]
    season: str
    snowy: bool

    def has(self, *names: str) -> bool:
        return not self.places.isdisjoint(names)

    @property
    def water(self) -> str:
        """sea, lake, river or nothing."""
        return next((name for name in ("sea", "river", "lake") if name in self.places), "")

    @property
    def grass(self) -> Colour:
        if self.snowy:
            return (232, 238, 248)
        return {
            "spring": (138, 176, 82),
            "summer": (96, 148, 64),
            "autumn": (186, 152, 78),
            "winter": (186, 190, 192),
            "": (116, 154, 76),
        }[self.season]


def setting_for(brief: Brief, rng: Rng) -> Setting:
    """The named places; if there are none, the usual places of what is named; otherwise one chosen by the seed."""
    if brief.settled is not None and brief.settled.places:
        return _settle(brief, set(brief.settled.places))
    places = set(brief.places)
    if "window" in places:
        # Indoors only if the words name no other place, building, car or road.
        places -= {"window"}
        if not places and not brief.things.keys() & {"house", "castle", "car", "road"}:
            places.add("interior")
    if "litwindow" in places:
        places -= {"litwindow"}
        places = places or {"village"}
    cast = {*brief.things, *brief.animals, *brief.people, *brief.flowers}
    aloft = "whale" in brief.animals and ("cloudy" in brief.weather or "sky" in brief.things) and not places
    if aloft:
        places.add("cloudsea")
    if not places:
        for who, where in _HOMES:
            if who & cast:
                places.update(where)
                break
    if not places and (
        brief.flowers or brief.animals or brief.people or "tree" in brief.things or "cherry" in brief.things
    ):
        places.add("meadow")
    if not places:
        open_choice = (("mountain", "lake"), ("sea",), ("mountain", "meadow"), ("mountain", "forest", "lake"))
        places.update(open_choice[int(rng.integers(len(open_choice)))])
    return _settle(brief, places)


def _settle(brief: Brief, places: set[str]) -> Setting:
    """The setting at these places, with the water and land that things need."""
    cast = {*brief.things, *brief.animals, *brief.people, *brief.flowers}
    if brief.flowers and brief.flowers != ("lotus",) and not places & {"interior", "city"}:
        places.add("meadow")
    if "lotus" in brief.flowers and not places & {"sea", "river", "interior"}:
        places.add("lake")
    if cast & {"boat", "swan", "whale", "fish", "bridge"} and not places & {
        "sea",
        "lake",
        "river",
        "underwater",
        "interior",
        "desert",
        "space",
        "cloudsea",
    }:
        places.add("river" if "bridge" in cast else "lake")
    if "lighthouse" in cast and not places & {"lake", "river"}:
        places.add("sea")
    if "waterfall" in places and not places & {"sea", "river"}:
        places.update(("forest", "lake"))
    places -= {name.removeprefix("place:") for name in brief.unwanted if name.startswith("place:")}
    snowy = (
        "white" in brief.weather
        or "snowfield" in places
        or (brief.season == "winter" and "weather:snow" not in brief.unwanted)
    )
    return Setting(frozenset(places), brief.season, snowy)
