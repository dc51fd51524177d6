#!/bin/sh
# Trains the French-English lexicon that is compiled in, from pairs (French<TAB>English a line), the label of each pair a line,
# and the folder of gold sets that it must not know: docs/LEXICON.md names the origins behind the labels.
#
#     data/train-fr-en.sh PAIRS LABELS GOLD data/fr-en.lexicon
set -eu
[ $# -eq 4 ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
exec "${INTERLIGNE:-interligne}" --from fr --to en lexicon train "$1" --overwrite --labels "$2" --without "$3" --output "$4" \
    --weight wmt_newstests=3 --weight lig_postedit=3 --weight newscomm_5k=3 --weight europarl_head=3 \
    --weight african_storybook=3 --weight diabla=2 --weight tico19_tm=2 \
    --weight matos_abstracts=0.7 --weight debian_web=0.5 --weight canlaw=0.15 \
    --weight python_docs=0.4 --weight debian_books=0.4 --weight react_docs=0.4 --weight gnome_help=0.4 \
    --weight vue_docs=0.4 --weight progit2=0.4 \
    --weight debian_mo=0.3 --weight postgres_docs=0.3 --weight libreoffice_help=0.3 --weight django_docs=0.3 \
    --weight gimp_help=0.3 --weight debian_srcpo=0.3 --weight lilypond_docs=0.3 --weight kde_docbook=0.3 \
    --weight php_docs=0.25 --weight debian_descriptions=0.2 --weight scilab_help=0.2
