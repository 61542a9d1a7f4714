"""The same message as another hand would have typed it: typos, fillers, another script."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache

from opencc import OpenCC

from kit.sound import syllables

_TO_TRADITIONAL = OpenCC("s2t")
_FILLERS = ("嗯,", "那个,", "呃,", "喂,你好,", "就是说,", "我跟你说,", "唉,")
_MARKS = str.maketrans(dict.fromkeys("，。！？、；：,.!?;:", " "))
_COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都"
    "两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造"
    "百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集"
    "温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存"
    "候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
)


@cache
def _alike() -> Mapping[str, str]:
    """Common characters by their sound."""
    found: dict[str, str] = defaultdict(str)
    for character, sound in zip(_COMMON, syllables(_COMMON), strict=True):
        found[sound] += character
    return found


def typo(text: str, chance: random.Random) -> str:
    """One character in twelve, at least one, typed as another of the same sound."""
    places = [i for i, c in enumerate(text) if len(_alike().get(syllables(c)[0], "")) > 1]
    chance.shuffle(places)
    letters = list(text)
    for i in places[: max(1, len(text) // 12)]:
        others = [c for c in _alike()[syllables(letters[i])[0]] if c != letters[i]]
        if others:
            letters[i] = chance.choice(others)
    return "".join(letters)


def fillers(text: str, chance: random.Random) -> str:
    """What the mouth says before and between."""
    head = chance.choice(_FILLERS)
    return head + text.replace("，", "，" + chance.choice(_FILLERS), 1)


def traditional(text: str, chance: random.Random) -> str:
    """Traditional script."""
    return str(_TO_TRADITIONAL.convert(text))


def unmarked(text: str, chance: random.Random) -> str:
    """Blanks, or nothing, where marks would stand."""
    bare = text.translate(_MARKS)
    return bare if chance.random() < 0.5 else bare.replace(" ", "")


def decorated(text: str, chance: random.Random) -> str:
    """Faces and insistence."""
    return text + chance.choice(("😭😭", "[流泪]", "！！！！", "🙏", "[抱拳]"))


PERTURBATIONS: Mapping[str, Callable[[str, random.Random], str]] = {
    "typos": typo,
    "fillers": fillers,
    "script": traditional,
    "marks": unmarked,
    "faces": decorated,
}
