//! What saved pages set apart among their paragraphs: the article's own boxes, lists and tables, and readers' comments.

use interligne::article::{self, ReadOptions};

const TITLE: &str = "Le four banal de Brézac";
const FIRST: &str = "Le four banal de Brézac cuit de nouveau du pain, cent ans après sa dernière fournée.";
const SECOND: &str =
    "Les habitants ont relevé la voûte pierre par pierre, pendant trois étés, avec un maçon de la vallée voisine.";
const THIRD: &str = "Chaque famille apporte sa pâte le samedi matin, et la cuisson dure un peu moins d'une heure.";
const LAST: &str = "Le maire voudrait maintenant rouvrir le lavoir, dont le toit est tombé au printemps dernier.";

/// A page with an article and what stands in it between the second and the third paragraph.
fn page(between: &str) -> String {
    page_of(&format!(
        "<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{between}<p>{THIRD}</p><p>{LAST}</p></article>"
    ))
}

fn page_of(inside: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=fr><head><title>{TITLE} - Le Courrier</title></head><body><nav><a href=/>Accueil</a> \
         <a href=/m>Météo</a></nav>{inside}<footer>© Le Courrier – Mentions légales – Plan du site</footer></body></html>"
    )
}

/// The blocks of a page's article, one a line.
fn kept(page: &str) -> String {
    let article = article::read_bytes("a.html", page.as_bytes(), &ReadOptions::default()).expect("a page");
    let kept = article.blocks.iter().filter(|block| block.furniture.is_none());
    kept.map(|block| article.block_text(block))
        .collect::<Vec<_>>()
        .join("\n")
}

fn check(page: &str, expected: &[&str], left_out: &[&str]) {
    let text = kept(page);
    for line in expected {
        assert!(text.contains(line), "lost `{line}` of {page}\nkept: {text}");
    }
    for line in left_out {
        assert!(!text.contains(line), "`{line}` came through of {page}\nkept: {text}");
    }
}

#[test]
fn no_class_condemns_a_paragraph_among_paragraphs() {
    let paragraph = "Le bois vient de la forêt communale, où l'on coupe chaque hiver une vingtaine de hêtres.";
    for class in [
        "promo",
        "paywall-content",
        "post-paywall",
        "social-block",
        "share-text",
        "widget",
        "teaser",
        "related-story",
        "newsletter",
        "advert",
        "popup",
        "toolbar-text",
        "nav-content",
        "cookie",
        "hidden-print",
        "sidebar",
        "sponsor",
    ] {
        let page = page(&format!("<div class=\"{class}\"><p>{paragraph}</p></div>"));
        check(
            &page,
            &[TITLE, FIRST, SECOND, paragraph, THIRD, LAST],
            &["Accueil", "Plan du site"],
        );
    }
}

#[test]
fn a_box_among_paragraphs_is_furniture_when_it_has_links_or_controls() {
    for (between, left_out) in [
        (
            "<div class=related><h3>À lire aussi</h3><ul><li><a href=/1>Le lavoir attend son toit</a></li>\
             <li><a href=/2>Un maçon raconte sa vallée</a></li></ul></div>",
            ["lavoir attend", "maçon raconte"],
        ),
        (
            "<div class=newsletter><p>Recevez chaque matin notre lettre dans votre boîte aux lettres.</p><form><input type=email>\
             <button>Je m'inscris</button></form></div>",
            ["Recevez chaque", "inscris"],
        ),
        (
            "<div class=promo><p><a href=/3>Le pain de Brézac se vend désormais au marché de la ville, le jeudi.</a></p></div>",
            ["se vend désormais", "le jeudi"],
        ),
    ] {
        check(&page(between), &[FIRST, SECOND, THIRD, LAST], &left_out);
    }
}

#[test]
fn a_class_that_says_the_state_of_a_page_marks_nothing() {
    for class in ["comments-open", "ad-free", "no-sidebar", "has-toc", "comments-closed"] {
        let page = page_of(&format!(
            "<article><h1>{TITLE}</h1><div class=text><div class={class}><p>{FIRST}</p><p>{SECOND}</p></div><p>{THIRD}</p>\
             <p>{LAST}</p></div></article>"
        ));
        check(&page, &[FIRST, SECOND, THIRD, LAST], &["Accueil"]);
    }
}

#[test]
fn a_box_of_facts_stays_with_its_list() {
    let facts = "<div class=\"box sidebar\"><h3>En chiffres</h3><ul><li>1788 : première fournée</li><li>1924 : la voûte s'effondre</li>\
                 </ul><p>Le four compte quarante places et deux portes.</p></div>";
    let expected = [
        SECOND,
        "En chiffres",
        "1788 : première",
        "1924 : la voûte",
        "quarante places",
        THIRD,
    ];
    check(&page(facts), &expected, &[]);
}

#[test]
fn a_list_of_links_stays_that_a_colon_announces_or_that_stands_among_paragraphs() {
    let items = "<ul><li><a href=/l1>la charte du four ;</a></li><li><a href=/l2>le cahier des fournées ;</a></li>\
                 <li><a href=/l3>le plan de la voûte.</a></li></ul>";
    let expected = ["la charte du four", "le cahier des", "le plan de la voûte", LAST];
    check(
        &page(&format!("<p>Trois documents sont affichés :</p>{items}")),
        &expected,
        &[],
    );
    check(&page(&format!("<h2>Les documents du four</h2>{items}")), &expected, &[]);
    let last =
        format!("<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p><p>On peut lire sur place :</p>{items}</article>");
    check(&page_of(&last), &expected, &["Plan du site"]);
}

#[test]
fn the_links_that_a_page_is_about_stay() {
    let items = [
        "Demander une fournée",
        "Réserver la cour du four pour une fête",
        "Rejoindre les fourniers",
        "Prêter une pelle à four",
        "Signaler une pierre descellée",
    ];
    let list: String = items
        .iter()
        .map(|item| format!("<li><a href=/d>{item}</a></li>"))
        .collect();
    for element in ["main", "article"] {
        let page = page_of(&format!(
            "<{element}><h1>Démarches du four</h1><p>Cette page réunit les démarches du four.</p><ul>{list}</ul></{element}>"
        ));
        check(&page, &items, &["Accueil", "Mentions"]);
    }
}

#[test]
fn a_table_stays_whole_when_its_head_does() {
    let row = |farm: &str, loaves: &str, place: &str| {
        format!("<tr><td><a href=/f>{farm}</a></td><td>{loaves}</td><td><a href=/p>{place}</a></td></tr>")
    };
    let rows = [
        row("Ferme du Haut", "12 miches", "Saint-Aubin"),
        row("Ferme du Pré", "8 miches", "Brézac"),
        row("Ferme des Joncs", "21 miches", "Saint-Aubin"),
    ];
    let page = page_of(&format!(
        "<div><h1>{TITLE}</h1><p>Les fournées du samedi, ferme par ferme.</p><table><tr><th>Ferme</th><th>Pain</th><th>Commune</th></tr>\
         {}</table></div>",
        rows.concat()
    ));
    let expected = [
        "Ferme du Haut",
        "12 miches",
        "Ferme du Pré",
        "8 miches",
        "Ferme des Joncs",
        "21 miches",
        "Saint-Aubin",
    ];
    check(&page, &expected, &["Plan du site"]);
}

#[test]
fn the_links_beside_a_heading_are_none_of_it() {
    let page = page_of(&format!(
        "<article><h1>{TITLE}</h1><h2>Histoire<span class=mw-editsection>[<a href=?e>modifier</a> | <a href=?x>modifier le code</a>]</span></h2>\
         <p>{FIRST}</p><p>{SECOND}</p><h2 id=pain>Le pain<a href=#pain>Permalink to this heading</a></h2><p>{THIRD}</p>\
         <h2>Suite<span>[<a href=?e>edit</a>]</span></h2><p>Le four dort l'hiver.</p></article>"
    ));
    let text = kept(&page);
    for heading in ["\nHistoire\n", "\nLe pain\n", "\nSuite\n", "\nLe four dort l'hiver."] {
        assert!(text.contains(heading), "{heading:?} in {text}");
    }
}

#[test]
fn what_readers_write_below_an_article_is_left_out() {
    let comments = [
        "<h2>2 thoughts on “Le four banal de Brézac”</h2><ol><li><cite>Bob</cite> dit :<p>J'y ai mangé un pain trop cuit, mais la fête \
         était belle.</p></li><li><cite>Ann</cite> dit :<p>Qui a payé tout cela, et pourquoi ne nous a-t-on rien demandé ?</p></li></ol>",
        "<h3>2 avis de lecteurs</h3><blockquote><p>J'y ai mangé un pain trop cuit, mais la fête était belle.</p></blockquote>\
         <blockquote><p>Qui a payé tout cela, et pourquoi ne nous a-t-on rien demandé ?</p></blockquote>",
    ];
    for comments in comments {
        let page = page_of(&format!(
            "<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{LAST}</p><div id=bas>{comments}</div></article>"
        ));
        check(
            &page,
            &[FIRST, LAST],
            &["thoughts", "avis de", "trop cuit", "Qui a payé"],
        );
    }
}
