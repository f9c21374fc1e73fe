"""Letters taken apart into the syllables of pinyin; pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

MOST_WAYS: Final = 6
LONGEST: Final = 6
# Those of one letter are left out: with them nearly any letters could be taken apart.
_KNOWN: Final = """
    ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang
    cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang
    chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de deng di dian diao die
    ding diu dong dou du duan dui dun duo en er fa fan fang fei fen feng fou fu ga gai gan gang
    gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen
    heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu
    ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la
    lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu long lou lu luan lun luo
    lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan
    nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve ou pa
    pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie
    qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa
    sai san sang sao se sen seng sha shai shan shang shao she shen sheng shi shou shu shua shuai
    shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti
    tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian
    xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you
    yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng
    zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
SYLLABLES: Final = frozenset(_KNOWN.split())


def syllable_runs(letters: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read letters as whole syllables, long ones first; () where there is none.

    >>> syllable_runs("xian"), syllable_runs("rjsr")
    ((('xian',), ('xi', 'an')), ())
    """
    ends = _ends(letters)
    return tuple(islice(_runs(letters, 0, ends), MOST_WAYS)) if ends[0] else ()


def _ends(letters: str) -> list[list[int]]:
    """Return for each place where a syllable may end that begins there and leaves a whole rest."""
    last = len(letters)
    ends: list[list[int]] = [[] for _ in range(last + 1)]
    for start in reversed(range(last)):
        ends[start] = [
            end
            for end in range(min(start + LONGEST, last), start, -1)
            if letters[start:end] in SYLLABLES and (end == last or ends[end])
        ]
    return ends


def _runs(letters: str, start: int, ends: list[list[int]]) -> Iterator[tuple[str, ...]]:
    if start == len(letters):
        yield ()
    for end in ends[start]:
        for rest in _runs(letters, end, ends):
            yield (letters[start:end], *rest)


def misheard(syllable: str) -> str:
    """Return a pattern of the syllables one is often taken for: zhen, zen, zheng, zeng.

    >>> misheard("zen"), misheard("lv")
    ('zh?eng?', 'lv')
    """
    begun = syllable
    for initial in ("zh", "ch", "sh", "z", "c", "s"):
        if syllable.startswith(initial):
            begun = f"{initial[0]}h?{syllable.removeprefix(initial)}"
            break
    bare = begun.removesuffix("g")
    return f"{bare}g?" if bare.endswith(("an", "en", "in")) else begun
