#!/bin/sh
# Fetches the sources of the language model by package name into a folder:
#   text/model-builder/fetch/fetch.sh FOLDER [TESTS]
# TESTS is the folder of the test sets, whose texts are kept out of the model.
# Needs apt-get (Debian 12), pip, npm and python3. text/data/README.md lists what comes from where.
set -eu
folder=${1:?usage: fetch.sh FOLDER [TESTS]}
tests=${2:+$(realpath "$2")}
here=$(dirname "$(realpath "$0")")
mkdir -p "$folder/debian" "$folder/pypi" "$folder/tree" "$folder/texts"
cd "$folder"

(cd debian && apt-get download pocketsphinx-en-us=0.8+5prealpha+1-15 scowl=2020.12.07-2)
for package in debian/*.deb; do dpkg-deb -x "$package" tree; done

pip download --quiet --no-deps --only-binary :all: --dest pypi \
    symspellpy==6.10.1 wordsegment==1.3.1 wordfreq==3.1.1 msgpack==1.1.2
for wheel in pypi/*.whl; do python3 -m zipfile -e "$wheel" tree; done

cp tree/usr/share/pocketsphinx/model/en-us/en-us.lm.bin cmu.lm.bin
cp tree/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict cmudict.txt
mkdir -p scowl && cp tree/usr/share/dict/scowl/* scowl/
cp tree/symspellpy/frequency_dictionary_en_82_765.txt symspell.txt
cp tree/symspellpy/frequency_bigramdictionary_en_243_342.txt symspell-bigrams.txt
cp tree/wordsegment/unigrams.txt web.txt
cp tree/wordsegment/bigrams.txt web-bigrams.txt
PYTHONPATH=tree python3 "$here/wordfreq.py" tree/wordfreq/data/large_en.msgpack.gz > wordfreq.txt

# Names of programs, as far as they are made of letters: what packages are called is what people write about.
apt-cache pkgnames | grep -E '^[a-z]{4,20}$' | sort -u > programs.txt

mkdir -p prose && cd prose
apt-get download dict-wn dict-gcide dict-foldoc dict-jargon fortunes anarchism r-cran-janeaustenr \
    gnome-user-docs libreoffice-help-en-us debian-handbook debian-reference-en developers-reference \
    gimp-help-en python3.11-doc postgresql-doc-15 octave-doc perl-doc git-doc rust-doc
for package in *.deb; do dpkg-deb -x "$package" "../texts/${package%%_*}"; done
cd ..
# Documentation of the crates that this workspace builds with.
ln -sfn "${CARGO_HOME:-$HOME/.cargo}/registry/src" texts/crates
python3 "$here/extract.py" texts corpus ${tests:+"$tests"}

# Technical terms: lists of the spelling checker CSpell.
mkdir -p terms && cd terms
for list in aws@4.0.17 bash@4.2.3 companies@3.2.13 csharp@4.0.8 css@4.1.2 data-science@2.0.16 docker@1.1.17 \
    filetypes@3.0.18 fullstack@3.2.9 gaming-terms@1.1.3 git@3.1.1 k8s@1.0.13 latex@5.1.0 python@4.5.2 ruby@5.1.4 \
    rust@4.1.2 shell@1.2.0 software-terms@5.4.9 sql@2.2.1 typescript@3.2.3; do
    tar -xzf "$(npm pack --silent "@cspell/dict-$list")" --transform "s,^package,${list%@*},"
done
cd ..
python3 "$here/terms.py" . > terms.txt
