//! RTF: characters however they are written, what of a document is its text, and what each paragraph is.

use interligne::article::BlockKind::{Caption, Footnote, Heading, ListItem, Paragraph, Quotation, TableCell};
use interligne::article::{DocumentError, Furniture};

use super::{blocks, problem, read};

fn rtf(body: &str) -> Vec<u8> {
    let head = r"{\rtf1\ansi\ansicpg1252\deff0\deflang1036
        {\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset204 Cyr;}{\f2\fcharset2 Symbol{\*\falt Autre};}{\f3\fcharset128 Mincho;}{\f4\cpg850 Dos;}}
        {\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\sbasedon1 Chapitre;}{\s3 Quote;}{\s4 caption;}{\s5 toc 1;}{\s6\sbasedon6 Boucle;}{\*\cs10 Caract\'e8re;}}
        {\info{\title Le phare d\'92en face}{\author Quelqu\'27un}{\creatim\yr2025\mo3\dy9\hr8}}
        {\header En-t\'eate}{\*\generator Un programme;}";
    let head: String = head.lines().map(str::trim).collect();
    format!("{head}{body}}}\0\n").into_bytes()
}

#[test]
fn characters_are_read_however_they_are_written() {
    let body = r"\pard\'c9t\'e9 \u8211 ? l\u8217\'92\'e9t\'e9\~!\par
{\uc2\u26085\'93\'fa\u-10179 ??\u-8704 ??} {\f1\'cf\'f0\'e8} {\f3\'93\'fa\'96\{\\'7b} {\f4\'82t\'82}\par
{\uc0\u233\u233} \ldblquote mot\rdblquote\emdash\bullet  semi\-col\_on \{x\}\\ {\f2\'b7\u-3913 ?}fin\par";
    let body = body.replace(r"\'96\{\\'7b", r"\'96\{");
    assert_eq!(
        blocks(&read(&rtf(&body))),
        [
            (Paragraph, "Été – l’été\u{a0}!"),
            (Paragraph, "日😀 При 日本 été"),
            (Paragraph, "éé “mot”—• semicol\u{2011}on {x}\\ ••fin"),
        ]
    );
}

#[test]
fn paragraphs_have_kinds() {
    let body = r"\pard\s5 Le phare\tab 3\par\pard\s2 Le phare\par\pard\plain Du texte
 et sa suite\line qui continue.\par
\pard{\listtext\'b7\tab}\ls1 un point\par{\pntext\'b7\tab}un autre\par\pard\s3 Une citation.\par\pard\s4 Une l\'e9gende\par
\pard\outlinelevel1 Un intertitre\par\pard\s6 En rond.\par
\trowd\cellx1\cellx2\pard\intbl Sel\cell 12 \u8364 ?\par net\cell\row\pard Apr\'e8s.{\field{\*\fldinst HYPERLINK x}{\fldrslt  Un lien.}}";
    let article = read(&rtf(body));
    assert_eq!(
        blocks(&article),
        [
            (Heading, "Le phare"),
            (Paragraph, "Du texte et sa suite qui continue."),
            (ListItem, "un point"),
            (ListItem, "un autre"),
            (Quotation, "Une citation."),
            (Caption, "Une légende"),
            (Heading, "Un intertitre"),
            (Paragraph, "En rond."),
            (TableCell, "Sel"),
            (TableCell, "12 €"),
            (TableCell, "net"),
            (Paragraph, "Après. Un lien."),
        ]
    );
    assert_eq!(article.blocks[0].furniture, Some(Furniture::Repetition));
    assert_eq!(article.title.as_deref(), Some("Le phare d’en face"));
    assert_eq!(article.date.as_deref(), Some("2025-03-09"));
    assert_eq!(article.lang.map(|lang| lang.to_string()).as_deref(), Some("fr-FR"));
}

#[test]
fn notes_text_boxes_and_revisions_cut_no_sentence() {
    let body = r"\pard Un mot{\super\chftn}{\footnote\pard\s1{\super\chftn} Une note.\par Sa suite.} et la suite{\*\atnid x}{\*\annotation\pard Un commentaire.}{\v cach\'e9}.\par
{\deleted Supprim\'e9. }{\revised Ins\'e9r\'e9.}\par
{\shp{\*\shpinst\shpleft0{\sp{\sn n}{\sv v}}{\shptxt\pard Un encadr\'e9.\par}}{\shprslt\pard Un encadr\'e9.\par}}\pard{\pict\bin5 {\\}}}Fin.\par";
    assert_eq!(
        blocks(&read(&rtf(body))),
        [
            (Paragraph, "Un mot et la suite."),
            (Footnote, "Une note."),
            (Footnote, "Sa suite."),
            (Paragraph, "Inséré."),
            (Paragraph, "Un encadré."),
            (Paragraph, "Fin."),
        ]
    );
}

#[test]
fn what_is_cut_off_or_too_deep_is_refused() {
    assert!(matches!(problem(br"{\rtf1 Bonjour"), DocumentError::Damaged { .. }));
    assert!(matches!(problem(br"{\rtf1 }"), DocumentError::NoText { .. }));
    let deep = format!("{{\\rtf1 {}", "{".repeat(100_000));
    assert!(matches!(problem(deep.as_bytes()), DocumentError::TooMuch { .. }));
}

#[test]
fn raised_text_symbols_and_formulas_keep_their_values() {
    for (body, wanted) in [
        (
            r"10{\super 6} m{\super 3} et 10\super -3\nosupersub  g",
            "10⁶ m³ et 10⁻³ g",
        ),
        (r"Le 1{\super er} mai, CO{\sub 2}", "Le 1er mai, CO2"),
        (r"5 {\f2 m}g, 6 {\f2 \'6d}g, 7 {\f2\u-3987 ?}g", "5 µg, 6 µg, 7 µg"),
        (
            r#"8 {\field{\*\fldinst SYMBOL 109 \\f "Symbol" \\s 12}{\fldrslt\f2 m}}g"#,
            "8 µg",
        ),
        (r#"9 {\field{\*\fldinst{SYMBOL 109 \\f "Symbol"}}{\fldrslt}}g"#, "9 µg"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt Un lien}} ici", "Un lien ici"),
        (
            r"Soit {\mmath{\*\moMath{\mf{\mfPr{\mctrlPr\f0 }}{\mnum{\mr 1}}{\mden{\mr 2}}}}} litre",
            "Soit 1/2 litre",
        ),
        (
            r"Soit {\mmath{\*\moMath{\msSup{\me{\mr 10}}{\msup{\mr 6}}}}} litres",
            "Soit 10⁶ litres",
        ),
        (r"10{\up8\fs14 6} m\up6 3\up0  et x{\dn4 1}", "10⁶ m³ et x₁"),
        (
            r"Soit {\field{\*\fldinst EQ \\f(1;2)}{\fldrslt}} litre",
            "Soit 1/2 litre",
        ),
        (
            r"En 1720{\field{\*\fldinst NOTEREF _Ref1 \\f}{\fldrslt{\super 3}}} et 10{\super 3}",
            "En 1720 et 10³",
        ),
        (
            r#"En 1720{\field{\*\fldinst HYPERLINK \\l "n1"}{\fldrslt\super 1}} et la note {\field{\*\fldinst NOTEREF n}{\fldrslt 2}}"#,
            "En 1720 et la note 2",
        ),
        (
            r"\pard\dropcapli3\dropcapt1 L\par\pard e village dormait",
            "Le village dormait",
        ),
    ] {
        assert_eq!(blocks(&read(&rtf(body))), [(Paragraph, wanted)], "{body}");
    }
}

#[test]
fn text_that_a_style_hides_is_left_out() {
    let document = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}
{\stylesheet{\s0 Normal;}{\*\cs10\v Cachette;}{\*\cs11\sbasedon10 Enfant;}{\*\cs12\sbasedon10\v0 Montre;}{\s20\v Note interne;}{\s21\sbasedon20 Brouillon;}{\s10 heading 1;}}
\pard\plain\s0 Le phare {\cs10 bleu }{\cs11 gris }{\cs12 rouge }brille.{\cs10\v0  Toujours.}\par
\pard\plain\s20 Ne pas publier.\par
\pard\plain\s21 Ni ceci, {\v0 mais cela}.\par
\pard\plain\s10 Une fin\par
\pard\s20 Encore une note.\par\pard La mer monte.{\cs10 \footnote \pard\plain\s0 Une note vide.}\par
}";
    let document: String = document.lines().collect();
    assert_eq!(
        blocks(&read(document.as_bytes())),
        [
            (Paragraph, "Le phare rouge brille. Toujours."),
            (Paragraph, "mais cela"),
            (Heading, "Une fin"),
            (Paragraph, "La mer monte."),
        ]
    );
}
