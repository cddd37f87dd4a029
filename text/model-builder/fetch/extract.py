"""Takes English prose out of unpacked packages: extract.py TREE OUT [TESTS]

TREE/PACKAGE/ holds the unpacked package, TREE/crates/ a folder of crate sources. Writes OUT/KIND/PACKAGE.txt, one paragraph a
line; KIND is prose or tech. Of the files that share ten words in a row with the test sets in TESTS nothing is taken, or, where the
file is a whole dictionary, not those paragraphs: the test sets must not be in the model.
"""

import gzip
import html
import json
import re
import sys
import zlib
from pathlib import Path

SKIPPED_BLOCKS = re.compile(r"(?is)<(script|style|pre|programlisting|screen|head|nav|code)\b.*?</\1>|<!--.*?-->")
BLOCK_TAGS = re.compile(r"(?i)</?(p|div|li|ul|ol|dl|dt|dd|td|th|tr|table|h\d|br|hr|section|title|note|item|para|simpara|term|paragraph|body|desc|steps)\b[^>]*>")


def from_html(text):
    """Paragraphs of HTML, DocBook, Mallard or LibreOffice help. Inline code counts as an unknown word."""
    text = re.sub(r"(?is)<code\b[^>]*>[^<]{0,80}</code>", " `x` ", text)
    text = SKIPPED_BLOCKS.sub("\n", text)
    blocks = re.split(r"\n?\x00", BLOCK_TAGS.sub("\x00", text))
    return [html.unescape(re.sub(r"<[^>]*>", "", block)) for block in blocks]


def from_plain(text):
    """Paragraphs of plain text, Markdown or reStructuredText; indented code and fences are left out."""
    text = re.sub(r"(?ms)^\s*(```|~~~).*?^\s*(```|~~~)", "\n\n", text)
    text = re.sub(r"`[^`\n]*`", " `x` ", text)
    text = re.sub(r"!?\[([^\]\n]*)\](\([^)\n]*\)|\[[^\]\n]*\])?", r"\1", text)
    paragraphs = re.split(r"\n\s*\n|\n(?=\s*(?:[*+-]|\d+\.)\s)", text)
    return [p for p in paragraphs if not re.match(r"(    |\t)", p)]


def from_rust(text):
    """Documentation comments of Rust code."""
    lines = (line.lstrip() for line in text.splitlines())
    return from_plain("\n".join(line[4:] if line.startswith(("///", "//!")) else "" for line in lines))




def from_dict(text):
    """Definitions of a dictd dictionary."""
    text = re.sub(r"\\[^\\\n]*\\|\[(?:1913 Webster|PJC|WordNet[^\]]*|syn:[^\]]*|ant:[^\]]*)\]", " ", text)
    text = re.sub(r"[{}]", "", text)
    text = re.sub(r"(?m)^\s*(?:[nv]|adj|adv)?\s*\d+\.?:? ", "\n\n", text)
    return re.split(r"\n\s*\n|(?<=[;:]) (?=\")", text)


def from_r(data):
    """Strings of an R lazy-load database."""
    found = []
    for start in (m.start() for m in re.finditer(rb"x[\x01\x9c\xda^]", data)):
        try:
            raw = zlib.decompressobj().decompress(data[start:])
        except zlib.error:
            continue
        lines = re.findall(rb"\x00\x04\x00\x09\x00\x00..([^\x00-\x1f]*)", raw)
        found += "\n".join(line.decode("utf-8", "replace") for line in lines).split("\n\n")
    return found


def fortunes(text):
    return re.split(r"\n%\n", text)


# package: (kind, pattern of paths, reader)
PLAIN, WEB = from_plain, from_html
PACKAGES = {
    "dict-wn": ("prose", r"\.dict\.dz$", from_dict),
    "dict-gcide": ("prose", r"\.dict\.dz$", from_dict),
    "fortunes": ("prose", r"games/fortunes/(?!.*\.(dat|u8)$)[^/]+$", fortunes),
    "anarchism": ("prose", r"\.html?(\.gz)?$", WEB),
    "r-cran-janeaustenr": ("prose", r"\.rdb$", from_r),
    "gnome-user-docs": ("tech", r"/C/.*\.(page|xml)$", WEB),
    "libreoffice-help-en-us": ("tech", r"en-US/.*\.html$", WEB),
    "debian-handbook": ("tech", r"en-US/.*\.html$", WEB),
    "debian-reference-en": ("tech", r"\.en\.html$", WEB),
    "developers-reference": ("tech", r"developers-reference/[^/]*\.html$", WEB),
    "gimp-help-en": ("tech", r"/en/.*\.html$", WEB),
    "python3.11-doc": ("tech", r"html/.*\.html$", WEB),
    "postgresql-doc-15": ("tech", r"\.html$", WEB),
    "octave-doc": ("tech", r"\.html$", WEB),
    "perl-doc": ("tech", r"\.pod$", PLAIN),
    "git-doc": ("tech", r"\.txt(\.gz)?$", PLAIN),
    "rust-doc": ("tech", r"html/(reference|nomicon|cargo|rustc|rustdoc|edition-guide|rust-by-example|embedded-book)/.*\.html$", WEB),
    "dict-foldoc": ("tech", r"\.dict\.dz$", from_dict),
    "dict-jargon": ("tech", r"\.dict\.dz$", from_dict),
    "crates": ("tech", r"(/README[^/]*\.md|\.rs)$", None),
}


def read(path):
    data = path.read_bytes()
    if path.suffix in (".gz", ".dz"):
        data = gzip.decompress(data)
    return data


def paragraphs(path, reader):
    if reader is None:
        reader = from_rust if path.suffix == ".rs" else from_plain
    data = read(path)
    return reader(data if reader is from_r else data.decode("utf-8", "replace"))


def english(line):
    """Whether most of a paragraph is words, among them the commonest of English."""
    words = line.split()
    plain = sum(word.strip(".,;:!?()\"'").isalpha() for word in words)
    common = re.search(r"(?i)\b(the|a|of|to|and|is|in|for|you|it|that|this)\b", line)
    return len(words) >= 4 and plain >= 0.7 * len(words) and common


RUN = 10
WHOLE_DICTIONARY = 3000


def runs(text):
    """Every ten words in a row."""
    words = re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))
    return (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def main(tree, out, tests=None):
    forbidden = set()
    for path in sorted(tests.rglob("*.jsonl")) if tests else []:
        for line in path.read_text().splitlines():
            record = json.loads(line)
            for field in ("clean", "gold"):
                value = record.get(field) or []
                for text in [value] if isinstance(value, str) else value:
                    forbidden.update(runs(text))
    seen = set()
    for package, (kind, pattern, reader) in PACKAGES.items():
        target = out / kind / f"{package}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        words = dropped = 0
        with target.open("w") as file:
            for path in sorted((tree / package).rglob("*")):
                name = str(path)
                if not path.is_file() or path.is_symlink() or not re.search(pattern, name):
                    continue
                lines = (" ".join(paragraph.split()) for paragraph in paragraphs(path, reader))
                lines = [line for line in dict.fromkeys(lines) if hash(line) not in seen and english(line)]
                shared = {line for line in lines if any(run in forbidden for run in runs(line))}
                if shared and len(lines) < WHOLE_DICTIONARY:
                    shared = lines
                dropped += len(shared)
                for line in lines:
                    seen.add(hash(line))
                    if line not in shared:
                        words += line.count(" ") + 1
                        print(line, file=file)
        print(package, words, "words,", dropped, "paragraphs left out", file=sys.stderr)


main(*map(Path, sys.argv[1:]))
