"""Which eight-bit encoding a text was written in: the one in which its words are words.

Belongs here: weighing encodings that any bytes can be read in. Does not: UTF-8 and UTF-16, which tell themselves (sample).
"""

import re
import unicodedata

from charset_normalizer import from_bytes

WESTERN = frozenset("äöüÄÖÜßéèêëàâáçñóòôíìîïúùûœæåøÅØÆÉÈÀÇÑÓãõ°€§´–’“”")
# One byte a letter, the likelier first: two that read all words alike are told apart by nothing else.
# Hebrew stands before the alphabets that its letters are read in as well, because its words have a shape of their own.
ONE_BYTE = (
    *("cp1250", "iso8859-2", "cp1255", "cp1251", "koi8_r", "cp1253", "iso8859-7", "cp1254", "cp1257", "cp1256", "iso8859-5", "cp866"),
)
SEVERAL_BYTES = ["gb18030", "big5", "cp932", "euc_kr"]
ENOUGH = 0.9
# Letters of Latin alphabets beyond ASCII: a text is in one language, so all of its letters are in one of these.
ALPHABETS = tuple(
    map(
        frozenset,
        ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "çğıöşüâî", "čćđšž", "āčēģīķļņšūž", "ąčęėįšųūž"),
    )
)
# A letter of these scripts never stands in one word with a Latin one.
APART = ("CYRILLIC", "GREEK", "HEBREW", "ARABIC")
HEBREW_ENDS = frozenset("ךםןףץ")  # forms of letters that stand at the end of a word and nowhere else


def likeliest(foreign: bytes) -> str:
    """Give the likeliest encoding of lines that are no UTF-8."""
    western = foreign.decode("cp1252", errors="replace")
    if {sign for sign in western if sign > "\x7f"} <= WESTERN:
        return "cp1252"
    scored = {name: _share_of_words(foreign.decode(name)) for name in ONE_BYTE if _decodes(foreign, name)}
    best = max(scored, key=lambda name: scored[name], default="")
    if best and scored[best] >= ENOUGH:
        return best
    found = from_bytes(foreign, cp_isolation=SEVERAL_BYTES).best() or from_bytes(foreign, cp_isolation=[*ONE_BYTE, "cp1252"]).best()
    return found.encoding if found else "latin-1"


def _decodes(foreign: bytes, name: str) -> bool:
    try:
        foreign.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _share_of_words(text: str) -> float:
    """The share of words with foreign signs that are words: letters of one script, capitals at the beginning or all through."""
    words = [word for word in re.split(r"[\s,;|\t\"'.:()/\-+\d]+", text) if any(sign > "\x7f" for sign in word)]
    letters = [sign for sign in text.lower() if sign > "\x7f" and unicodedata.name(sign, "").startswith("LATIN")]
    of_one_language = max(sum(sign in alphabet for sign in letters) for alphabet in ALPHABETS) / len(letters) if letters else 1.0
    return of_one_language * sum(map(_is_word, words)) / len(words) if words else 0.0


def _is_word(word: str) -> bool:
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in word if sign.isalpha()}
    is_of_one = len(scripts) == 1 or not scripts & set(APART)
    is_ended = HEBREW_ENDS.isdisjoint(word[:-1])
    return (
        word.isalpha()
        and is_of_one
        and is_ended
        and (word.islower() or word.isupper() or word[1:].islower() or word.lower() == word.upper())
    )
