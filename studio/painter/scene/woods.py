"""Trees on the land: woods, single trees, and one in front."""

from collections.abc import Sequence

from studio.painter.brief import Brief
from studio.painter.scene import (
    trees,
)
from studio.painter.scene.location import Setting
from studio.painter.stage import Stage

TREE_KINDS = ("pine", "willow", "palm", "cherry", "bamboo", "maple")


def settled_kind(stage: Stage, name: str, named: Sequence[str]) -> str:
    """The kind of trees that was named when the picture was first painted: trees stay as they are when words add others."""
    kinds = ("", *TREE_KINDS)
    return kinds[stage.settle(name, kinds.index(named[0]) if named else 0) % len(kinds)]


def tree_kinds(brief: Brief) -> list[str]:
    return [kind for kind in TREE_KINDS if kind in brief.things]


def paint_trees(stage: Stage, brief: Brief, setting: Setting, ground: float) -> None:
    rng = stage.rng
    depth = stage.height - ground
    named = tree_kinds(brief)
    kind = named[0] if named else ""
    wanted = bool(kind) or "tree" in brief.things
    if setting.has("city", "desert") and not wanted:
        return
    bare = setting.season == "winter"
    kind = kind or ("bare" if bare else "")
    snow = setting.snowy
    if setting.has("forest"):
        usual = "pine" if rng.random() < 0.5 else ""
        first = settled_kind(stage, "kind of wood", named) or ("bare" if bare else usual)
        count = int((30 if first == "bamboo" else 9) * max(0.7, stage.look.crowd))
        more = [other for other in named if other != first for _ in range(max(1, brief.things[other]))][:8]
        for i, standing in enumerate([first] * count + more):
            t, least = (i / count, 0.0) if i < count else (0.86, 0.14)
            # The middle is left open, wider towards the viewer; behind it bamboo fills the background.
            side = 0.5 * rng.random() if standing == "bamboo" and t < 0.4 else least + rng.random() * (0.36 - least)
            x = stage.width * (side if i % 2 else 1 - side)
            tall = (0.55 + 0.45 * t) if standing == "bamboo" else 0.22 + 0.34 * t
            with stage.part("tree", i) as own:
                leaves, foot = trees.leaves_of(standing, setting.season, own), ground + depth * (0.02 + 0.52 * t)
                trees.tree(stage, x, foot, stage.unit * tall, standing, 0.38 + 0.52 * t, leaves, snow=snow)
        return
    some, one_in_front = rng.random() < 0.8, rng.random() < 0.45
    at_will = stage.settle("trees at will", setting.has("meadow", "village", "river") and some)
    if not wanted and not at_will:
        return
    count = brief.things.get("tree", 0) or (3 if not wanted else 2)
    if depth > stage.unit * 0.25:
        before = stage.settle("trees of its own", 0 if wanted else count + 1)
        first = settled_kind(stage, "kind of trees", named)
        kind = next((other for other in named if other != first), kind)
        far_kind = first or ("bare" if bare else "")
        for i in range(max(before, min(6, count + 1))):
            with stage.part("tree", i) as own:
                foot, x = ground + depth * (0.04 + 0.16 * own.random()), stage.width * own.random()
                size, leaves = stage.unit * (0.10 + 0.10 * own.random()), trees.leaves_of(far_kind, setting.season, own)
                trees.tree(stage, x, foot, size, far_kind, 0.45, leaves, snow=snow)
    if wanted or one_in_front:
        side = 0.10 + 0.12 * stage.chance("tree in front")
        # Away from where the sun is by day, whatever shines now.
        x = stage.width * (side if stage.light.sun_x > 0.5 else 1 - side)
        size = stage.unit * (0.62 if kind != "bamboo" else 0.80)
        stems = 6 if kind == "bamboo" else 1
        for k in range(stems):
            with stage.part("tree in front", k) as own:
                tall, leaves = size * (0.8 + 0.2 * own.random()), trees.leaves_of(kind, setting.season, own)
                foot = max(ground + depth * 0.40, stage.height * 0.86)
                trees.tree(stage, x + stage.unit * 0.05 * (k - stems / 2), foot, tall, kind, 0.86, leaves, snow=snow)
