//! Raised and lowered text, marks of notes and formulas, in text formats: no number is read as another.

#![allow(clippy::unwrap_used)]

use interligne::article::{ReadOptions, read_bytes};

/// The texts of a file's blocks that are no furniture.
pub(super) fn texts(name: &str, text: &str) -> Vec<String> {
    let article = read_bytes(name, text.as_bytes(), &ReadOptions::default()).unwrap();
    let blocks = article.blocks.iter().filter(|block| block.furniture.is_none());
    blocks.map(|block| article.block_text(block).to_owned()).collect()
}

#[test]
fn raised_text_of_a_page_is_told_from_what_it_stands_by() {
    for (markup, wanted) in [
        // Exponents, fractions and indices.
        (
            "Le barrage retient 10<sup>6</sup> m<sup>3</sup> d’eau.",
            "Le barrage retient 10⁶ m³ d’eau.",
        ),
        ("Une dose de 5·10<sup>−3</sup> g.", "Une dose de 5·10⁻³ g."),
        (
            "Une dose de 5·10<span style='vertical-align: super'>-3</span> g.",
            "Une dose de 5·10⁻³ g.",
        ),
        (
            "Cuire <sup>1</sup>&frasl;<sub>2</sub> heure, puis 1<sup>3</sup>/<sub>4</sub> heure.",
            "Cuire 1/2 heure, puis 1 3/4 heure.",
        ),
        ("Le lac émet du CO<sub>2</sub>.", "Le lac émet du CO2."),
        // Letters.
        (
            "Au XIX<sup>e</sup> siècle, le 1<sup>er</sup> mai, M<sup>me</sup> Roche.",
            "Au XIXe siècle, le 1er mai, Mme Roche.",
        ),
        // Marks of notes, as pages and browsers write them.
        (
            "Il employait 12<sup><a href='#n3'>3</a></sup> ouvriers.",
            "Il employait 12 ouvriers.",
        ),
        (
            "Il employait 12<a href='#n3'><sup>3</sup></a> ouvriers.",
            "Il employait 12 ouvriers.",
        ),
        (
            "Il employait 12<sup><a href='https://example.org/moulin#n3'>3</a></sup> ouvriers.",
            "Il employait 12 ouvriers.",
        ),
        ("Neuf tonnes<sup><a href='#n3'>[4]</a></sup>.", "Neuf tonnes."),
        (
            "Neuf tonnes<sup><a href='#n3'>3</a>, <a href='#n4'>4</a></sup>.",
            "Neuf tonnes.",
        ),
        ("Neuf tonnes<sup><a href='#n3'>[note 4]</a></sup>.", "Neuf tonnes."),
        ("Neuf tonnes<a role='doc-noteref' href='#n3'>*</a>.", "Neuf tonnes."),
        ("Archives, dossier 12. <a href='#n3'>↩︎</a>", "Archives, dossier 12."),
        // A link that is no mark, and a mark that leads elsewhere, are text.
        ("Voir le <a href='#n3'>chapitre 3</a>.", "Voir le chapitre 3."),
        ("Voir la page <a href='#n3'>3</a>.", "Voir la page 3."),
        ("Le 1<sup><a href='#n3'>er</a></sup> mai.", "Le 1er mai."),
        // Formulas.
        (
            "Ajouter <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> litre.",
            "Ajouter 1/2 litre.",
        ),
        (
            "Ici <math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msub><mi>y</mi><mn>1</mn></msub><mo>=</mo><msqrt><mn>3</mn></msqrt></math>.",
            "Ici x² + y₁ = √3.",
        ),
        (
            "Ici <span style='display:none'><math><semantics><mrow><msup><mn>2</mn><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup></mrow><annotation>2^{n+1}</annotation></semantics></math></span><img>.",
            "Ici 2^(n + 1).",
        ),
        (
            "Ici <span><span><math><mn>7</mn></math></span><span aria-hidden='true'>7</span></span>.",
            "Ici 7.",
        ),
        // Quotation marks that the browser draws.
        ("Elle a dit <q>Merci</q> hier.", "Elle a dit «\u{a0}Merci\u{a0}» hier."),
        ("Elle a dit <q>« Merci »</q> hier.", "Elle a dit « Merci » hier."),
        (
            "Elle a dit <q lang=en>Thanks, <q>all</q></q> hier.",
            "Elle a dit «\u{a0}Thanks, ‘all’\u{a0}» hier.",
        ),
    ] {
        check(markup, wanted);
    }
}

/// A page reads the paragraph of this markup so.
fn check(markup: &str, wanted: &str) {
    let page = format!(
        "<!DOCTYPE html><html lang=fr><style>@media screen{{.exp{{vertical-align:super;font-size:.6em}}}} p .ind{{vertical-align:sub}} .grec{{font-family:Symbol}}</style>\
         <body><article><h1>Le moulin</h1><p>{markup}</p><p id=n3>Une phrase qui suit<a href='#retour'>.</a></p></article></body></html>"
    );
    assert_eq!(
        texts("a.html", &page),
        ["Le moulin", wanted, "Une phrase qui suit."],
        "{markup}"
    );
}

#[test]
fn marks_and_exponents_that_no_element_raises_are_told_too() {
    for (markup, wanted) in [
        // The same without anything raised: class, place or the way back says so.
        (
            "Bâti en 1720<a class='footnotecall' href='#x3'>3</a>, il brûla.",
            "Bâti en 1720, il brûla.",
        ),
        ("Bâti en 1720<a href='#ftn3'>3</a>.", "Bâti en 1720."),
        (
            "Bâti en 1720<span class='_idFootnoteLink'><a href='#z3'>3</a></span>.",
            "Bâti en 1720.",
        ),
        (
            "Bâti en 1720<a id='retour' href='#n3'>[c]</a>, <a id=d href='#rien'>3</a>.",
            "Bâti en 1720, 3.",
        ),
        (
            "Le « moulin »<a class='footnote-anchor' href='#footnote-12'>12</a> brûla.",
            "Le « moulin » brûla.",
        ),
        ("Il brûla en mars.<a href='#note3'>3</a>", "Il brûla en mars."),
        ("Il a brûlé<sup><button>9</button></sup>.", "Il a brûlé."),
        (
            "Il a brûlé<sup><a href='javascript:void(0)'>11</a></sup>.",
            "Il a brûlé.",
        ),
        (
            "Voir la note <a class='footnote' href='#note3'>3</a>, p.<a href='#note4'>4</a>, l’art. L<a href='#art12'>12</a>.",
            "Voir la note 3, p.4, l’art. L12.",
        ),
        // What only the page's own style raises, or sets in a font of symbols.
        (
            "Il retient 10<span class=exp>6</span> m<i class='x exp'>3</i> d’eau au XIX<span class=exp>e</span>.",
            "Il retient 10⁶ m³ d’eau au XIXe.",
        ),
        ("Bâti en 1720<a class=exp href='#z3'>3</a>.", "Bâti en 1720."),
        (
            "Soit x<span class=ind>1</span>, puis y<span style='vertical-align:-.3em;font-size:.7em'>2</span>.",
            "Soit x₁, puis y₂.",
        ),
        (
            "Prendre 5 <font face=Symbol>m</font>g, 6 <span style='font-family: Symbol'>m</span>g ou 7 <b class=grec>m</b>g.",
            "Prendre 5 µg, 6 µg ou 7 µg.",
        ),
        (
            "<span style='font-family:Symbol'>a<span style='font:7.0pt \"Times New Roman\"'> m</span></span>.",
            "α m.",
        ),
    ] {
        check(markup, wanted);
    }
}

#[test]
fn headings_lose_their_permalinks() {
    for heading in [
        "<h2 id=a>Une histoire<a class=headerlink href=#a>¶</a></h2>",
        "<h2 id=a><a href=#a>#</a>Une histoire</h2>",
        "<h2 id=a>Une histoire <a class='anchor' href='#a'>Lien vers ce titre</a></h2>",
        "<h2 id=a><a class=anchor href=#a>Une histoire</a></h2>",
        "<h2 id=a>Une histoire<a class=hash-link href=#a>\u{200b}</a></h2>",
    ] {
        let page = format!(
            "<!DOCTYPE html><html lang=fr><body><article><h1>Le moulin</h1><p>Une phrase.</p>{heading}<p>Une autre.</p></article></body></html>"
        );
        assert_eq!(
            texts("a.html", &page),
            ["Le moulin", "Une phrase.", "Une histoire", "Une autre."],
            "{heading}"
        );
    }
}

#[test]
fn raised_text_of_markdown_is_told_too() {
    for (line, wanted) in [
        (
            "Le barrage retient 10<sup>6</sup> m<sup>3</sup>.",
            "Le barrage retient 10⁶ m³.",
        ),
        ("Du CO<sub>2</sub> et 101<sub>2</sub>.", "Du CO2 et 101₂."),
        ("Au XIX<sup>e</sup> siècle.", "Au XIXe siècle."),
        (
            "Il employait 12<sup>[3](#n3)</sup> ouvriers.",
            "Il employait 12 ouvriers.",
        ),
        (
            "Il employait 12[<sup>3</sup>](#n3) ouvriers.",
            "Il employait 12 ouvriers.",
        ),
        (
            "Il employait 12<sup><a href=\"#n3\">3</a></sup> ouvriers.",
            "Il employait 12 ouvriers.",
        ),
        ("Il employait 12[3](#n3) ouvriers.", "Il employait 12 ouvriers."),
        (
            "Il employait 12<a href=\"#fn3\" id='b'>3</a> ouvriers, 5<a class='footnote-ref' href='#z'>[d]</a> valets.",
            "Il employait 12 ouvriers, 5 valets.",
        ),
        (
            "L’article L[12](#art12) et la figure [4](#n4).",
            "L’article L12 et la figure 4.",
        ),
        ("Archives. [↩](#r3)", "Archives."),
        ("Voir la page [3](#p3).", "Voir la page 3."),
    ] {
        assert_eq!(
            texts("a.md", &format!("# Le moulin\n\n{line}\n")),
            ["Le moulin", wanted],
            "{line}"
        );
    }
}

#[test]
fn lines_that_a_page_sets_apart_are_not_glued() {
    for (markup, wanted) in [
        (
            "<p>Le chantier comprend :<br>– la restauration complète de la roue et de ses aubes ;<br>– un parking.</p>",
            &[
                "Le chantier comprend :",
                "– la restauration complète de la roue et de ses aubes ;",
                "– un parking.",
            ][..],
        ),
        (
            "<p><b>Depuis combien de temps habitez-vous au bord de la rivière</b><br>Depuis vingt ans.</p>",
            &[
                "Depuis combien de temps habitez-vous au bord de la rivière",
                "Depuis vingt ans.",
            ],
        ),
        (
            "<p>Il écrivit longtemps dans la salle du conseil, devant<br>la fenêtre.</p>",
            &["Il écrivit longtemps dans la salle du conseil, devant\nla fenêtre."],
        ),
        (
            "<p><span class=kicker>Patrimoine</span><span class=titre>Le vieux moulin rouvre</span></p>",
            &["Patrimoine", "Le vieux moulin rouvre"],
        ),
        (
            "<p><span class=lieu>Saint-Aubin</span><time>3 mars 2024</time></p>",
            &["Saint-Aubin", "3 mars 2024"],
        ),
        (
            "<p><span style='display: block'>Un titre</span><span style='display:block'>un texte</span></p>",
            &["Un titre", "un texte"],
        ),
        (
            "<p><span class=a>L</span><span class=b>e village dormait.</span></p>",
            &["Le village dormait."],
        ),
        (
            "<figure><figcaption>La salle des meules<small>Paul Blanc</small></figcaption></figure>",
            &["La salle des meules", "Paul Blanc"],
        ),
        ("<p><b>Mac</b><i>Donald</i> est venu.</p>", &["MacDonald est venu."]),
        (
            "<p><strong>Câble</strong><span>Le retour du courant</span></p>",
            &["Câble", "Le retour du courant"],
        ),
        ("<p><b>Refuge</b><i>Le col rouvre</i></p>", &["Refuge", "Le col rouvre"]),
        (
            "<p><span class=n>24</span><span class=u>lits</span>, le <span class=n>1</span><span class=e>er</span> étage</p>",
            &["24 lits, le 1er étage"],
        ),
    ] {
        let page = format!(
            "<!DOCTYPE html><html lang=fr><body><article><p>Une phrase avant, pour voir.</p>{markup}<p>Une phrase après, pour voir.</p></article></body></html>"
        );
        let mut expected = vec!["Une phrase avant, pour voir."];
        expected.extend(wanted);
        expected.push("Une phrase après, pour voir.");
        let article = read_bytes("a.html", page.as_bytes(), &ReadOptions::default()).unwrap();
        let found: Vec<&str> = article.blocks.iter().map(|block| article.block_text(block)).collect();
        assert_eq!(found, expected, "{markup}");
    }
}

#[test]
fn the_title_of_front_matter_may_stand_on_several_lines() {
    for (front, wanted) in [
        (
            "title: >-\n  Le moulin\n  rouvre ses portes\ndate: 2024-03-03",
            "Le moulin rouvre ses portes",
        ),
        ("title: |\n  Le moulin\nlang: fr", "Le moulin"),
        ("title: Le moulin\n  rouvre\nlang: fr", "Le moulin rouvre"),
        ("title: Le moulin rouvre # provisoire\nlang: fr", "Le moulin rouvre"),
        (
            "title: \"La «&nbsp;roue&nbsp;» tourne\"\nlang: fr",
            "La «\u{a0}roue\u{a0}» tourne",
        ),
        ("tags:\n  - eau\ntitle: 'L''eau # vive'", "L'eau # vive"),
        ("title: 'L''eau vive' # provisoire\nlang: fr", "L'eau vive"),
        (
            "title: \"Le \\\"pont\\\" et l\\u2019eau\" # non\nlang: fr",
            "Le \"pont\" et l’eau",
        ),
        ("\"title\": \"Le pont\n  de pierre\"\nlang: fr", "Le pont de pierre"),
    ] {
        assert_eq!(
            texts("a.md", &format!("---\n{front}\n---\n\nUne phrase.\n")),
            [wanted, "Une phrase."],
            "{front}"
        );
    }
}

#[test]
fn front_matter_in_toml_is_read_as_toml() {
    for (front, wanted) in [
        ("title = \"\"\"\nLe moulin\nrouvre\"\"\"", "Le moulin rouvre"),
        ("title = '''\nL'eau vive'''\ndate = 2024-03-03", "L'eau vive"),
        (
            "title = \"L’eau # vive\" # provisoire\n[params]\ntitle = \"Non\"",
            "L’eau # vive",
        ),
        ("title = 'Le \"pont\"'\ntags = [\"a\"]", "Le \"pont\""),
    ] {
        assert_eq!(
            texts("a.md", &format!("+++\n{front}\n+++\n\nUne phrase.\n")),
            [wanted, "Une phrase."],
            "{front}"
        );
    }
}

#[test]
fn tabs_part_the_cells_of_a_pasted_table() {
    let text = "Les démarches les plus demandées\n\nRang\tDémarche\tService\n1\tDemander une carte\tÉtat civil\n\n1.\tOuvrir la vanne.\n•\tFermer la vanne.\n";
    assert_eq!(
        texts("a.txt", text),
        [
            "Les démarches les plus demandées",
            "Rang",
            "Démarche",
            "Service",
            "1",
            "Demander une carte",
            "État civil",
            "1.\tOuvrir la vanne.",
            "•\tFermer la vanne."
        ]
    );
}

#[test]
fn segments_have_whole_words_and_the_article_keeps_its_text() {
    use interligne::segment::Segmenter;
    use interligne::text::lang::Lang;
    let text = "La mairie a voté lundi soir la ré\u{ad}union des pêcheurs, après la réouver-\nture du vieux port de la ville, et prévu un rendez-\nvous avec tous les habitants de la commune, dont\nl’oﬃcier du port.\n";
    let article = read_bytes("a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
    let segments = Segmenter::new(&Lang::parse("fr").unwrap()).segment(&article, false);
    let found: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
    assert_eq!(
        found,
        [
            "La mairie a voté lundi soir la réunion des pêcheurs, après la réouverture du vieux port de la ville, et prévu un rendez-vous avec tous les habitants de la commune, dont l’officier du port."
        ]
    );
    assert!(article.text.contains("ré\u{ad}union") && article.text.contains("réouver-\nture"));
}
