"""Does a message speak against a cadre, a committee or an office? In doubt: yes.

Who is complained of must not get the complaint (信访工作条例 Art.28, 30), so a false alarm costs a
detour by the town, a miss may cost somebody's peace. Somebody named (``_WHO``) and either a wrong
near by (``_WRONG``) or something left undone right after (``_IDLE``) make an accusation; some
wrongs need no name (``_ALONE``). A cadre (``_CADRE``) of whom is spoken without any sign that it
is ordinary business (``_ORDINARY``) is accused as well: nobody can list all wrongs.
"""

import re
from re import Match

_GLANCE = (
    "主任", "书记", "支书", "文书", "村长", "乡长", "镇长", "所长", "站长", "队长", "组长",
    "会计", "网格员", "干部", "村医", "两委", "支部", "工作队", "驻村", "专干", "当官", "领导",
    "办事员", "经办", "工作人员", "窗口", "公章", "村委", "居委", "社区", "村里", "村上", "大队",
    "镇上", "乡里", "组里", "政府", "派出所", "民政", "信访", "执法队", "城管", "评议", "名单",
    "服务中心", "不送", "不给", "不交", "不请", "冒领", "冒用", "贿选", "拉票", "买票", "公款",
    "假账", "踢皮球", "吃拿", "优亲", "摊派", "形式主义",
)  # fmt: skip
"""A text without any of these is not looked at further, which is fast."""
_WHO = re.compile(
    r"(?<!班)(?<!车间)(?<!医院)(?<!物业)(?<!年级)(?<!教务)(?<!工会)主任|书记(?!员)|(?<!答复)[支文]书(?!在)|"
    r"村长|乡长|镇长|所长|站长|会计(?!证|师|专业|工作)|(?<!施工)(?<!工地)(?<!的)队长|组长|网格员|"
    r"(?<!班)干部(?!考试|学院)|村医|村?两委|党支部|工作队|驻村|专干|当官的|领导(?!好|您好|你好)|办事员|"
    r"服务中心(?=那|的人)|"
    r"经办人|工作人员|窗口|公章|[村居]委(?:会(?![旁后门前边对电院])|(?!会))|社区(?=的?[人干不说让把收])|"
    r"(?:村里|村上|大队|镇上|乡里|组里)(?=的?[人干账头那几哪]|[不让把叫收说逼]|[^,，。]{0,3}(?:每户|摊|款|要抽))|"
    r"[镇乡]政府|派出所的人|民政办|信访的|执法队|城管|党员评议|名单"
)
_WRONG = re.compile(
    r"[贪吞]|私(?:分|自)|侵占|霸占|占(?:了|用|便宜)|强占|克扣|截留|扣了?[^,，。]{0,10}[款钱半]|冒[领名用]|虚报|"
    r"做?假账|代签|好处|回扣|[收送提][^,，。]{0,6}(?:[烟礼酒钱]|红包|购物卡|人情)|收了?[^,，。]{0,6}[钱块](?!的水费)|"
    r"请(?:他|客|吃)|吃饭不给|吃拿|卡要|关系户|亲戚|小舅子|连襟|外甥|侄|[堂表][弟哥兄妹姐]|弟兄|"
    r"给了?[他她自][^,，。]{0,3}[儿媳婆弟妹女]|是(?:他|书记|主任|村长)的人|优亲|偏心|"
    r"不公(?:平|正|开|示)?|没(?:有)?公[开示]|没贴|骂|打了?(?:我|人)|我打|带人|砸|威胁|报复|放话|欺负|霸道|拍桌|"
    r"压着|压下|压在|翻脸|少发|没动工|要抽|我滚|互相推|包庇|勾结|串通|黑心|卖(?:了|掉|给)|名额|偷偷|承包给|"
    r"强[迫拆行]|推了|拆了|乱[收罚搞]|"
    r"摊派|不作为|乱作为|吃(?:低保|空饷)|举报|检举|投诉|告(?:他|状|到|了)|腐败|瞒|骗|"
    r"自己[定写填分多]|说了算|走过场|没开会|不通知|没叫|内定|指定的|背答案|打(?:游戏|麻将|牌)|"
    r"玩手机|爱[理答]不理|态度(?!.{0,2}好)|嫌我|扔|工资照拿|进了他|[他她别]人?[^,，。]{0,2}名下|不敢[管说]|心里有鬼|"
    r"看脸色|分了|转给了|身份证去|撕|才(?:肯|给|能[盖办开])|就不给|钥匙攥|没投他|推[来脱三诿]|踢皮球|敷衍|"
    r"[跑去]了?[^,，。]{1,2}趟|重新跑|说的都不一样|不算数|账[^,，。]{0,6}(?:不|没|从)|儿子的|掐了"
)
_IDLE = re.compile(
    r"不(?:修|管|办|给|理|批|上门|应|回|露面|解决|处理)|没(?:来过|上门|人理|回音|答复|下文|影|露过?面)|拖着|"
    r"说没钱|没人接|没动静"
)
_ALONE = re.compile(
    r"不[送给交请][^,，。]{0,10}不(?:给|让)?[盖办批开签]|冒[领用]我|贿选|拉票|买票|公款|做假账|"
    r"踢皮球|吃拿卡要|优亲厚友|乱摊派|又摊派|形式主义"
)
_CADRE = re.compile(
    r"书记(?!员)|支书|村长|(?<!班)(?<!儿童)(?<!车间)(?<!医院)(?<!物业)(?<!年级)(?<!教务)主任|(?<!班)干部|(?<!答复)文书|"
    r"[村支]?会计(?!证|师|专业)|(?<!施工)(?<!工地)(?<!的)队长|组长|[村里的]委(?=把|将|偷|[藏私])|两委|当官的|窗口的人"
)
_ORDINARY = re.compile(
    r"请(?![客吃他])|问(?!.{0,4}说法)|咨询|吗|怎么|如何|咋|哪|什么时候|几[点号时]|多少|姓|电话|联系|找|麻烦|"
    r"希望|建议|提个|"
    r"说(?!我|谁|话|他活|活该)|讲的|通知|告诉|叫我|让我(?!滚|给|交|送|请|们送)|登记|填|来(?:看|量|过|家)|上门|"
    r"帮|带我|休产?假|准备|商量|报名|发的|反映|换届|选举|建档|开会讲|证明|[盖签]|考试|工资|代办|知道|挨家|组织|"
    r"带着|送来|修|我是|还是|没有?看"
)
_THANKS = re.compile(
    r"谢|很好|真好|锦旗|表扬|辛苦|带头|帮我(?:把|办|解决)|[了已]经?[^,，。]{0,4}解决|送米"
)
_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_GREETING = re.compile(r"(?:尊敬|敬爱|各位|[你您]好)[^,，。:：]{0,14}$")
NEAR, RIGHT_AFTER = 45, 18
"""Characters between the one who is named and the wrong; and what was left undone."""


def accuses(text: str) -> tuple[str, ...]:
    """The words by which ``text`` speaks against somebody: who, and what; empty if it does not."""
    if not any(word in text for word in _GLANCE):
        return ()
    for sentence in _SENTENCE.split(text):
        for who in _WHO.finditer(sentence):
            what = None if _greeted(sentence, who) else _blamed(sentence, who)
            if what is not None:
                return tuple(dict.fromkeys((who.group(0), what.group(0))))
    alone = _ALONE.search(text)
    return (alone.group(0),) if alone else ()


def _greeted(sentence: str, who: Match[str]) -> bool:
    """Whether the person named is only being addressed (尊敬的书记，书记您好)."""
    if sentence.startswith(("好", "您", "你", "同志"), who.end()):
        return True
    addressed = not sentence[: who.start()] and sentence.startswith(
        (",", "，", ":", "："), who.end()
    )
    return (
        addressed or _GREETING.search(sentence[max(0, who.start() - 16) : who.start()]) is not None
    )


def _blamed(sentence: str, who: Match[str]) -> Match[str] | None:
    """What is wrong about the one named, or what was left undone."""
    start = max(0, who.start() - NEAR)
    thanked = _THANKS.search(sentence) is not None
    wrong = _WRONG.search(sentence, start, who.end() + NEAR)
    if wrong or thanked:
        return wrong
    idle = _IDLE.search(sentence, who.end(), who.end() + RIGHT_AFTER)
    return idle or (None if _ORDINARY.search(sentence) else _CADRE.match(sentence, who.start()))
