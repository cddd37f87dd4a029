"""Turns a word list of the package wordfreq into lines of word, tab, hundredths of a decade below 1."""

import gzip
import sys

import msgpack

with gzip.open(sys.argv[1]) as file:
    header, *buckets = msgpack.load(file)
assert header == {"format": "cB", "version": 1}, header
for centibels, words in enumerate(buckets):
    for word in words:
        print(word, centibels, sep="\t")
