//! Short pastes of pages: with few words, each sentence counts.

use interligne::article::{self, ReadOptions};

fn check(text: &str, expected: &[&str], left_out: &[&str]) {
    let article = article::read_bytes("a.txt", text.as_bytes(), &ReadOptions::default()).expect("a text");
    let kept = article.blocks.iter().filter(|block| block.furniture.is_none());
    let kept: Vec<&str> = kept.map(|block| article.block_text(block)).collect();
    for line in expected {
        assert!(kept.contains(line), "lost `{line}`; kept: {kept:#?}");
    }
    for line in left_out {
        assert!(!kept.contains(line), "`{line}` came through; kept: {kept:#?}");
    }
}

/// The lines of a text, but for some.
fn lines_but<'a>(text: &'a str, without: &[&str]) -> Vec<&'a str> {
    text.lines()
        .filter(|line| !line.is_empty() && !without.contains(line))
        .collect()
}

#[test]
fn a_page_of_an_office_keeps_all_its_sections() {
    let text = "Commune de Valserre\nAccueil\nDémarches\nContact\nLouer la barque communale\nLa barque communale se loue à l'heure, de mai à \
                septembre.\nQui peut la louer ?\nTout habitant de plus de 16 ans.\nCe qu'il faut apporter\nUne pièce d'identité\nUn gilet \
                de sauvetage\nComment réserver\nLa réservation se fait au port, où le gardien tient le cahier.\nTarif\n9 €\nDélai\nComptez \
                deux jours.\nPartager la page\nPlan du site\nMentions légales\n";
    let furniture = [
        "Accueil",
        "Démarches",
        "Contact",
        "Partager la page",
        "Plan du site",
        "Mentions légales",
    ];
    let mut expected = lines_but(text, &furniture);
    expected.retain(|line| *line != "Commune de Valserre");
    check(text, &expected, &furniture[3..]);
    check(text, &[], &["Accueil"]);
}

#[test]
fn rules_keep_their_chapters_and_a_contract_its_title() {
    let rules = "Accueil\nSe connecter\nRègles du port\nChapitre I\nLe port est ouvert d'avril à octobre.\nLes chiens sont tenus en laisse.\n\
                 Chapitre II\nLa grue s'arrête à dix-huit heures.\nLes chiens sont tenus en laisse.\n§ 3\nLes filets sèchent sur le quai nord.\n\
                 Les chiens sont tenus en laisse.\nNous contacter\n";
    let furniture = ["Accueil", "Se connecter", "Nous contacter"];
    check(rules, &lines_but(rules, &furniture), &furniture);
    let contract = "Accueil\nMentions légales\nContrat de location du moulin\nArticle 1\nLe loyer est dû au premier jour de chaque mois.\n\
                    Le meunier en est averti par une lettre recommandée.\nArticle 2\nLe bail prend fin avec la saison des moulins.\nLe \
                    meunier en est averti par une lettre recommandée.\nArticle 3\nLes meules sont à la charge de la commune.\nLe meunier en \
                    est averti par une lettre recommandée.\nPartager cet article\nNous contacter\n";
    let furniture = ["Accueil", "Mentions légales", "Partager cet article", "Nous contacter"];
    check(contract, &lines_but(contract, &furniture), &furniture);
}

#[test]
fn the_last_paragraph_stays_below_an_advertisement() {
    let text = "Le bac de Valserre reprend lundi\nÉcouter\nPartager\nLe bac de Valserre reprend lundi après un an d'arrêt, et les premiers \
                passagers ont déjà pris leur billet.\nLa commune a payé le moteur, le département la coque, et une école de voile a cousu \
                les voiles de secours.\nPublicité\nLe passeur habite sur l'autre rive, et sa cloche s'entend de la route les jours sans \
                vent.\nLire la suite\n";
    let furniture = ["Écouter", "Partager", "Publicité", "Lire la suite"];
    check(text, &lines_but(text, &furniture), &furniture);
    let english = "The ferry runs again on Monday\nFollow\nTransport\nUpdated\non\nThe first ferry crossed the narrows in 1911, and it \
                   carried the mail for fifty years.\nA flood took it in the spring of 1961, and the villagers walked round by the bridge \
                   for a year.\nThe new ferry, built of larch, carries ten cows or forty people at once.\nThe ferryman winds it across by \
                   hand when the motor is too cold.\n";
    let furniture = ["Follow", "Transport", "Updated", "on"];
    check(english, &lines_but(english, &furniture), &furniture);
}

#[test]
fn a_headline_stays_above_its_standfirst() {
    for headline in ["Un bac pour deux rives", "Le passeur revient au fleuve"] {
        for (gap, byline) in [("\n", ""), ("\n\n", "Jeanne Morel\n\nPublié le 12 mai 2025\n\n")] {
            let head = [
                "Le Courrier du Fleuve",
                "Menu",
                "Rechercher",
                "S'abonner",
                "Se connecter",
                headline,
            ]
            .join(gap);
            let body = [
                "Les enfants ont peint la coque, le maire a coupé le ruban. La rive nord, elle, attend toujours son quai.",
                "Le bac de Valserre reprend lundi après un an d'arrêt, et les premiers passagers ont déjà pris leur billet.",
                "La commune a payé le moteur, le département la coque, et une école de voile a cousu les voiles de secours.",
                "« On passait le bois et les veaux, autrefois », dit le passeur, qui habite la maison rouge avec ses deux filles.",
                "Sa cloche s'entend de la route les jours sans vent, et une lampe neuve la remplace désormais pendant la nuit.",
                "Une réunion est prévue en octobre avec les pêcheurs, afin de fixer les heures que chacun pourra suivre.",
            ];
            let (lead, rest) = (body[0], body[1..].join(gap));
            let text = format!(
                "{head}{gap}{lead}{gap}{byline}{rest}{gap}Partager\nÀ lire aussi\nLa digue est coupée\nContact\nPlan du site\n"
            );
            let mut expected = vec![headline];
            expected.extend(body);
            check(
                &text,
                &expected,
                &["Menu", "Se connecter", "La digue est coupée", "Plan du site"],
            );
        }
    }
}

#[test]
fn an_entry_of_an_encyclopaedia_keeps_its_title_and_its_first_sentence() {
    let text = "Aller au contenu\nMenu principal\nFaire un don\nCréer un compte\nSe connecter\nMoulin de Valserre\nArticle\nDiscussion\nLire\n\
                Modifier\nVoir l'historique\nOutils\nLe moulin de Valserre est un moulin à eau bâti au bord du fleuve, en aval du bourg.\n\
                Moulin de Valserre\nLocalisation\nCoordonnées 46° 10′ N, 6° 2′ E\nHistoire\nConstruction 1702\nFermeture 1951\nArchitecture\nHauteur \
                14 m\nChute 3 m\nIl fut bâti en 1702 par les moines, qui portèrent les meules à dos d'âne depuis la carrière.\nSa roue, d'abord \
                en chêne, fut refaite en fer en 1888, puis démontée en 1951.\nLe moulin se visite en été.\nCatégories : Moulin à eau\nÀ propos \
                de l'encyclopédie\n";
    let expected = [
        "Moulin de Valserre",
        "Le moulin de Valserre est un moulin à eau bâti au bord du fleuve, en aval du bourg.",
        "Il fut bâti en 1702 par les moines, qui portèrent les meules à dos d'âne depuis la carrière.",
        "Sa roue, d'abord en chêne, fut refaite en fer en 1888, puis démontée en 1951.",
        "Le moulin se visite en été.",
    ];
    check(
        text,
        &expected,
        &[
            "Aller au contenu",
            "Faire un don",
            "Créer un compte",
            "Modifier",
            "Discussion",
        ],
    );
}

#[test]
fn a_statement_keeps_its_title_and_every_line_of_its_quotation() {
    let text = "Skip to main content\nBack to homepage\nSTATEMENT BY THE FERRY COUNCIL\nValserre, 3 March 2021\n1. THE TIME HAS COME TO BUILD A \
                QUAY\n“I want the boatmen to shape\nthe future of our river.\nThey must\ntake a full part\nin the choice of our works\nand of our \
                dates.”\nMore than a hundred boatmen voted in the March elections, the highest turnout in ten years.\nThey showed by it that they \
                wanted a larger part in the decisions of the port.\nDocument 2021-0017\n";
    let furniture = [
        "Skip to main content",
        "Back to homepage",
        "Valserre, 3 March 2021",
        "Document 2021-0017",
    ];
    check(text, &lines_but(text, &furniture), &furniture[..2]);
}

#[test]
fn a_short_paste_with_single_labels_is_cleaned() {
    let text = "Accueil\nSe connecter\nLe bac de Valserre a cent ans\nPaul Roche | 12 mai 2024\nLe premier bac traversa le fleuve en 1911, et il \
                porta le courrier pendant cinquante ans.\nUne crue l'emporta au printemps 1961, et les villageois firent le tour par le pont.\n\
                Paul Le Guen, le passeur, garde la cloche dans sa cave.\nPartager\nContact\n";
    let furniture = ["Accueil", "Se connecter", "Partager", "Contact"];
    check(
        text,
        &lines_but(
            text,
            &[
                "Accueil",
                "Se connecter",
                "Paul Roche | 12 mai 2024",
                "Partager",
                "Contact",
            ],
        ),
        &furniture,
    );
}

#[test]
fn an_article_without_furniture_is_left_alone() {
    let text = "Le bac de Valserre\n\nContact\n\nLe passeur se tient sur la rive nord, où une cloche l'appelle.\n\nAccès\n\nOn vient à pied par le \
                chemin des saules.\n\nTarifs\n\nLe passage coûte un euro.\n";
    check(text, &lines_but(text, &[]), &[]);
}
