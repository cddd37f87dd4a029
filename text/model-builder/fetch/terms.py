"""Words that few texts have but that WordNet or lists of technical terms name: `terms.py FOLDER > terms.txt`.

A line has a word in small letters and where it is from: `lemma` (WordNet), `part` (of a phrase in WordNet, as `voce` in
`sotto voce`), `form` (a regular inflection of a lemma) or `term` (a list of technical terms).
"""

import glob
import gzip
import os
import re
import sys
import unicodedata

folder = sys.argv[1]
LETTERS = re.compile(r"[a-z]{3,24}$")
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
found = {}


def fold(word):
    word = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in word if not unicodedata.combining(c))


def add(word, source):
    word = fold(word)
    if LETTERS.match(word):
        found.setdefault(word, set()).add(source)


def plural(word):
    if re.search(r"(s|x|z|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def past_and_participle(word):
    if word.endswith("e"):
        return [word + "d", (word if word.endswith("ee") else word[:-1]) + "ing"]
    if re.search(r"[^aeiou]y$", word):
        return [word[:-1] + "ied", word + "ing"]
    doubled = word + word[-1] if re.match(r"[^aeiou]*[aeiou][^aeiouwxy]$", word) else word
    return [doubled + "ed", doubled + "ing"]


def number(digits):
    value = 0
    for digit in digits:
        value = value * 64 + DIGITS.index(digit)
    return value


# Dictionaries tell whether an inflection is one: `occured` is none.
listed = set()
for path in glob.glob(folder + "/scowl/*-words.*"):
    if not re.search(r"_[23]-", path):
        with open(path, encoding="latin1") as lines:
            listed.update(line.strip() for line in lines)

dictd = folder + "/texts/dict-wn/usr/share/dictd/wn"
with gzip.open(dictd + ".dict.dz") as file:
    articles = file.read()
with open(dictd + ".index", encoding="utf8") as index:
    for line in index:
        head, start, length = line.rstrip("\n").split("\t")[:3]
        if head.startswith("00"):
            continue
        start = number(start)
        article = articles[start : start + number(length)].decode("utf8", "replace")
        form = article.split("\n")[0].strip()
        parts = re.split(r"[ \-]", form)
        if len(parts) > 1:
            for part in parts:
                if part.islower():
                    add(part, "part")
        elif form.islower():
            add(form, "lemma")
            kinds = set(re.findall(r"^ +(n|v) ", article, re.M))
            forms = [plural(form)] if kinds else []
            forms += past_and_participle(form) if "v" in kinds and len(form) > 1 else []
            for inflected in forms:
                if inflected in listed or (kinds == {"n"} and not form.endswith("o")):
                    add(inflected, "form")

for path in glob.glob(folder + "/terms/**/*.txt*", recursive=True):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf8")
    with opened as lines:
        for line in lines:
            if not line.startswith(("#", "!")):
                for word in re.split(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])", line.split("#")[0]):
                    add(word, "term")

for word in sorted(found):
    print(word, *sorted(found[word]))
