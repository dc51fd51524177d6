//! What cleaning must keep and leave out, one small page for each kind of fault.

use std::path::Path;

use interligne::article::{self, ReadOptions};
use interligne::segment::Segmenter;
use interligne::text::lang::Lang;

/// Reads a page of `tests/article/cleaning` and tells whether its article has all of `kept` and nothing of `left_out`.
fn check(page: &str, kept: &[&str], left_out: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/article/cleaning")
        .join(page);
    let article = article::read(&path, &ReadOptions::default()).expect("a page");
    let segments = Segmenter::new(&Lang::parse("fr").expect("a tag")).segment(&article, false);
    let text: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
    let text = text.join(" ");
    for expected in kept {
        assert!(text.contains(expected), "{page}: lost `{expected}` from: {text}");
    }
    for furniture in left_out {
        assert!(!text.contains(furniture), "{page}: `{furniture}` came through: {text}");
    }
}

#[test]
fn a_note_beside_the_text_stays() {
    check(
        "aside-note.html",
        &[
            "sonne comme avant.",
            "La cloche de midi est électrique",
            "baisse son rideau",
        ],
        &["Accueil", "Mentions"],
    );
}

#[test]
fn a_report_without_a_site_around_it_keeps_its_short_lines() {
    let kept = [
        "2016-08-10",
        "35035-165068",
        "Durand Études 1, rue du Port",
        "Attestation de neutralité",
        "Je certifie",
        "préparer la suite",
    ];
    check("small-report-headings.html", &kept, &[]);
}

#[test]
fn a_box_named_for_its_credit_or_its_author_keeps_its_sentences() {
    check(
        "caption-in-credits-box.html",
        &["Le 14 mars, le boucher", "Aucune n'avait été ouverte."],
        &["Jean Morel / Agence"],
    );
    check(
        "byline-class-holds-lead.html",
        &["Depuis trois semaines", "Ils espèrent être reçus"],
        &["Par Jeanne Morel"],
    );
}

#[test]
fn the_topics_of_a_page_that_is_about_nothing_else_stay() {
    let kept = [
        "Organiser le contenu Navigation, adresses",
        "Règles pour les métadonnées Rédiger",
        "Ajouter des données structurées Comment",
    ];
    check("topics-in-main.html", &kept, &["Contact", "Mentions légales"]);
}

#[test]
fn a_pasted_page_in_a_third_language_is_told_by_what_stands_around_its_text() {
    let kept = [
        "Die alte Werft",
        "Drei Jahre lang",
        "Der Bau stammt",
        "Bis dahin werden",
    ];
    check(
        "page-german.txt",
        &kept,
        &["Stellenmarkt", "Impressum", "Markt zieht um"],
    );
}

#[test]
fn a_title_and_a_definition_above_a_box_of_facts_stay() {
    let kept = [
        "Conseil portuaire (Lorme)",
        "est l'organe de direction du port de Lorme.",
        "compte cinq membres",
    ];
    check("infobox.txt", &kept, &["Premier titulaire", "Site internet"]);
}

#[test]
fn a_table_that_the_page_is_about_stays_whole() {
    let kept = [
        "Rang",
        "Demander une carte",
        "État civil",
        "5064",
        "Payer une amende",
        "Propreté",
        "973",
    ];
    check("table-in-main.html", &kept, &["Accueil", "Plan du site"]);
}

#[test]
fn comments_of_readers_are_left_out_whatever_software_holds_them() {
    check(
        "spip-forum-kept.html",
        &["Une réunion est prévue jeudi.", "baisse son rideau"],
        &[
            "Encore un article",
            "Ma grand-mère",
            "leurs loyers avec nos impôts",
            "3 commentaires sur",
        ],
    );
}

#[test]
fn a_paragraph_about_social_networks_is_no_advertising() {
    check(
        "paragraph-on-social-networks.html",
        &["À propos des réseaux sociaux", "n'a pas de compte."],
        &["Mentions"],
    );
}

#[test]
fn a_paragraph_that_begins_with_a_name_is_a_signature_only_when_it_is_one() {
    let kept = ["Secours Fluvial a payé le bois", "compte soixante bénévoles."];
    check(
        "paragraph-begins-with-site-name.html",
        &kept,
        &["Faire un don", "Plan du site"],
    );
    check(
        "paragraph-begins-with-site-name.txt",
        &kept,
        &["Faire un don", "Plan du site"],
    );
    check(
        "same-first-name.txt",
        &["Jeanne Rivière, la maire, promet"],
        &["Par Jeanne Morel", "La digue du nord"],
    );
}

#[test]
fn the_lead_of_a_pasted_page_stays_above_short_lines() {
    let kept = [
        "le marché couvert",
        "Après trois ans de chantier",
        "Les commerçants attendent",
        "À Morlaix, la halle sent",
        "une conduite d'eau",
    ];
    check(
        "page-swiss-whole.txt",
        &kept,
        &[
            "9 minutes",
            "In Morlaix bekommt",
            "Partager cet article",
            "Le bac reprend",
        ],
    );
}

#[test]
fn a_short_paste_loses_what_stands_around_its_title() {
    let kept = [
        "Le pont de la vallée rouvre",
        "vu de la rive gauche, mardi.",
        "Les voitures peuvent de nouveau",
        "l'an prochain.",
    ];
    check(
        "page-short-furniture.txt",
        &kept,
        &["Abonnez-moi", "Région", "Publié", " , ", " le Le", "KEYSTONE"],
    );
}

#[test]
fn what_a_text_says_again_is_no_furniture() {
    let refrain = "Tourne, tourne, vieux moulin, le pain de demain sera blanc comme la neige du matin.";
    let song = format!(
        "La chanson du meunier\n\nLe poète a laissé une chanson que tout le canton connaît par cœur.\n\n{refrain}\n\n\
         En été la rivière baisse et le meunier s’endort sous le grand saule.\n\n{refrain}\n\n\
         En automne les sacs arrivent et le meunier n’a plus le temps de dormir.\n\n{refrain}\n"
    );
    let clause = "Les enfants doivent être accompagnés d’un adulte.";
    let rules = format!(
        "Règlement du moulin\n\nArticle premier\nLe moulin est ouvert au public du mardi au dimanche.\n{clause}\n\n\
         Article deux\nLe jardin est ouvert au public du mercredi au dimanche.\n{clause}\n"
    );
    let table = "Les visites du moulin\n\nLe moulin se visite toute l’année, sur rendez-vous pour les groupes de dix personnes.\n\n\
                 Lundi\tGratuite pour tous les enfants\nMardi\tGratuite pour tous les enfants\n";
    for text in [&song, &rules, table] {
        let article = article::read_bytes("a.txt", text.as_bytes(), &ReadOptions::default()).expect("a text");
        let marked: Vec<&str> = article
            .blocks
            .iter()
            .filter(|block| block.furniture.is_some())
            .map(|block| article.block_text(block))
            .collect();
        assert!(marked.is_empty(), "{marked:?}");
    }
}

#[test]
fn links_to_other_languages_show_a_pasted_page() {
    check(
        "page-swiss.txt",
        &["le marché couvert", "Après trois ans de chantier", "une conduite d'eau"],
        &["Ce contenu", "9 minutes", "Jeanne Morel", "Deutsch", "In Morlaix"],
    );
}

#[test]
fn a_quotation_set_in_short_lines_is_prose() {
    check(
        "broken-quote.txt",
        &[
            "COMMUNICATION DU CONSEIL",
            "1. L'HEURE EST VENUE",
            "«Je veux que les pêcheurs bâtissent",
            "dans le choix de nos travaux",
            "que chacun ait son mot à dire",
            "Nous devons répondre",
        ],
        &["Back to homepage", "Skip to main"],
    );
}

#[test]
fn a_caption_stays_where_its_credit_is() {
    check(
        "caption-again.txt",
        &[
            "The Association's Role in Floods A woman looks out",
            "in Lorme, August 14, 2023. Floods have hit",
            "A man repairs a boat",
        ],
        &["Donate Now", "Paul Durand", "Anne Roe"],
    );
}

#[test]
fn a_standfirst_stays_where_the_page_sets_it() {
    check(
        "standfirst-in-header.html",
        &["Après vingt ans de silence, la roue du moulin"],
        &["Par Jeanne Roche"],
    );
}

#[test]
fn headlines_of_other_articles_between_the_paragraphs_are_left_out() {
    check(
        "related-in-line.txt",
        &[
            "attendent toujours leur quai",
            "depuis l'automne.",
            "une heure par jour.",
            "nous demandons un quai.",
            "dureront quatre mois.",
        ],
        &[
            "refuse de financer",
            "reprend ses horaires",
            "summer timetable",
            "sur le même thème",
            "Mentions",
        ],
    );
}

#[test]
fn the_title_stays_where_a_menu_stands_between_it_and_the_text() {
    check(
        "title-far-above.html",
        &[
            "attendent toujours leur quai",
            "depuis l'automne.",
            "dureront quatre mois.",
        ],
        &["Marées", "Immobilier", "Plan du site"],
    );
}
