//! A part of a value is never carried without the others; what differs and stays is marked.

use super::*;

/// The texts, `query | source | target`, for which there must be no adapted form.
fn never(from: &str, to: &str, cases: &str) {
    let (from, to) = (Lang::parse(from).unwrap(), Lang::parse(to).unwrap());
    let mut wrong = Vec::new();
    for case in cases.lines().map(str::trim).filter(|case| !case.is_empty()) {
        let texts: Vec<&str> = case.split(" | ").collect();
        if let Some(found) = adapt(texts[0], texts[1], texts[2], &from, &to) {
            wrong.push(format!("{case}\n  {}", found.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn values_of_several_parts_are_carried_whole_or_not_at_all() {
    never(
        "fr",
        "en",
        "
            Le recul est de − 3,5 % ici. | Le recul est de 0,4 % ici. | The fall is 0.4 per cent here.
            Le recul est de – 3,5 % ici. | Le recul est de 0,4 % ici. | The fall is 0.4 per cent here.
            Il fait moins 7 dehors. | Il fait 5 dehors. | It is 5 outside.
            Le tour a duré 48:12. | Le tour a duré 1:04:33. | The lap took 1:04:33.
            Le tour a duré 1:05:07,5. | Le tour a duré 1:04:33. | The lap took 1:04:33.
            Le train part à 8 h 5. | Le train part à 20 h 45. | The train leaves at 20:45.
            Elle mesure 1,65 m. | Elle mesure 1 m 70. | She is 1 m 70 tall.
            Elle mesure 1 m 65. | Elle mesure 1,70 m. | She is 1.70 m tall.
            Elle pèse 3 kg 200. | Elle pèse 4 kg. | She weighs 4 kg.
            Il part le mar. 10 mars. | Il part le 9 mars. | He leaves on 9 March.
            Il part le 10 mars 21. | Il part le 9 mars. | He leaves on 9 March.
            Du 31 mars au 6 avril 2021 : fermé. | Du 3 au 9 mars 2021 : fermé. | From 3 to 9 March 2021: closed.
            Elle a 2 enfants de 4 et 6 ans. | Elle a 3 enfants de 2, 4 et 6 ans. | She has 3 children aged 2, 4 and 6.
            Voir les n° 13 à 15. | Voir le n° 12. | See No. 12.
            Voir le n° 13 et 14. | Voir le n° 12. | See No. 12.
            Ils étaient 2 à 3 au bar. | Ils étaient 25 au bar. | They were 25 at the bar.
            Ils étaient 10^6 au bar. | Ils étaient 25 au bar. | They were 25 at the bar.
            Ils étaient 25-30 au bar. | Ils étaient 20 au bar. | They were 20 at the bar.
            Le dossier 2021/7 attend. | Le dossier 2020-045 attend. | File 2020-045 is waiting.
            Le serveur 192.168.1.10 dort. | Le serveur 10.0.0.1:8080 dort. | Server 10.0.0.1:8080 sleeps.
            Le serveur fe80::1 dort. | Le serveur 2001:db8::1 dort. | Server 2001:db8::1 sleeps.
            Lire 10.1038/s41586-020-1. | Lire 10.1000/182. | Read 10.1000/182.
            Le code SW1A 1AA manque. | Le code 12345 manque. | Code 12345 is missing.
            Au 14 ter, rue du Port. | Au 12 bis, rue du Port. | At 12 bis, rue du Port.
            Au 14, rue du Port. | Au 12 bis, rue du Port. | At 12 bis, rue du Port.
            La saison 2021 finit. | La saison 2019-2020 finit. | The 2019-2020 season ends.
            Point : 45° 46′ 12″ nord. | Point : 48° 51′ nord. | Point: 48° 51′ north.
            Il fait ±8 °C là-haut. | Il fait 5 °C là-haut. | It is 5 °C up there.
            Il fait ≥8 °C là-haut. | Il fait 5 °C là-haut. | It is 5 °C up there.
            Il fait <8 °C là-haut. | Il fait 5 °C là-haut. | It is 5 °C up there.
            Il fait ~ 8 °C là-haut. | Il fait 5 °C là-haut. | It is 5 °C up there.
            Cela vaut 15 € 50 pièce. | Cela vaut 12 € pièce. | It costs €12 each.
            Cela vaut 15 €/mois ici. | Cela vaut 12 € ici. | It costs €12 here.
            Le réseau 5 G est là. | Le réseau 4G est là. | The 4G network is here.
            Voir § 5.3 a) du texte. | Voir § 5.2 du texte. | See § 5.2 of the text.
            En 300 av. J.-C. déjà. | En 200 déjà. | In 200 already.
            Il court 5 km et 3 miles. | Il court 4 km et 3 km. | He runs 4 km and 3 km.
            Voir la figure 3.a ici. | Voir la figure 2.b ici. | See figure 2.b here.
            Voir la figure 3-a ici. | Voir la figure 2-b ici. | See figure 2-b here.
            Voir la figure 3 (b) ici. | Voir la figure 2 (a) ici. | See figure 2 (a) here.
            Voir la clause 5.3(iv) ici. | Voir la clause 5.2(ii) ici. | See clause 5.2(ii) here.
            Rendez-vous à 10 h du soir. | Rendez-vous à 9 h du matin. | Meet at 9 in the morning.
        ",
    );
    never(
        "en",
        "fr",
        "
            It is minus 7 outside. | It is 5 outside. | Il fait 5 dehors.
            See Nos. 13 to 15 of it. | See No. 12 of it. | Voir le n° 12.
            He leaves on Tue. 10 March. | He leaves on 9 March. | Il part le 9 mars.
            The 2021 season ends. | The 2019-2020 season ends. | La saison 2019-2020 finit.
        ",
    );
}

#[test]
fn numbers_in_words_are_values_too() {
    never(
        "fr",
        "en",
        "
            Elle appelle trois fois et laisse 4 messages. | Elle appelle deux fois et laisse 3 messages. | She calls twice and leaves 3 messages.
            Il a 31 ans, trois de plus que toi. | Il a 30 ans, deux de plus que toi. | He is 30, two years older than you.
            Elle en vend 20, soit le triple de 2018. | Elle en vend 12, soit le double de 2018. | She sells 12, twice as many as in 2018.
            Un tiers (33 %) des votants. | Un quart (25 %) des votants. | A quarter (25%) of voters.
            Le cinquième étage a 12 pièces. | Le quatrième étage a 10 pièces. | The fourth floor has 10 rooms.
            Une dizaine de gens et 15 chats. | Une centaine de gens et 12 chats. | About a hundred people and 12 cats.
            La cave a 200 casiers. | La cave a 100 casiers. | The cellar has 100 racks, a hundred in all.
            Marchez 5 km. | Marchez 3 km. | Walk 3 km, i.e. a couple of miles.
            Il coûte 20 €. | Il coûte 10 €. | It costs €10, half the price.
            Il reste 24 œufs. | Il reste 12 œufs. | 12 eggs are left, a dozen.
        ",
    );
    let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
    // Words that answer to words of the source, or to a value that stays, are no reason.
    for (query, source, target, expected) in [
        (
            "Une centaine de gens et 15 chats.",
            "Une centaine de gens et 12 chats.",
            "About a hundred people and 12 cats.",
            "About a hundred people and 15 cats.",
        ),
        (
            "Le 1er trimestre 2022 est bon.",
            "Le 1er trimestre 2021 est bon.",
            "The 1st quarter of 2021 is good.",
            "The 1st quarter of 2022 is good.",
        ),
        (
            "Appelé 2 fois en 5 jours.",
            "Appelé 2 fois en 4 jours.",
            "Called twice in 4 days.",
            "Called twice in 5 days.",
        ),
        (
            "Au troisième étage, 15 lits.",
            "Au troisième étage, 12 lits.",
            "On the third floor, 12 beds.",
            "On the third floor, 15 beds.",
        ),
        (
            "Le score est de 15-13.",
            "Le score est de 21-17.",
            "The score is 21-17.",
            "The score is 15-13.",
        ),
    ] {
        let found = adapt(query, source, target, &fr, &en).map(|found| found.text);
        assert_eq!(found.as_deref(), Some(expected));
    }
}

/// What is marked as stale and as unproven.
fn marks(query: &str, source: &str, target: &str, from: &str, to: &str) -> Option<(Vec<String>, Vec<String>)> {
    let (from, to) = (Lang::parse(from).unwrap(), Lang::parse(to).unwrap());
    let made = adapt(query, source, target, &from, &to)?;
    let texts = |ranges: &[Range<usize>]| ranges.iter().map(|range| made.text[range.clone()].to_owned()).collect();
    Some((texts(&made.stale), texts(&made.unproven)))
}

#[test]
fn names_that_are_spelled_otherwise_are_marked_where_they_stay() {
    for (query, source, target, expected) in [
        (
            "Le car de 10 h 45 pour Bruxelles est parti.",
            "Le car de 9 h 30 pour Londres est parti.",
            "The 9:30 am coach to London has left.",
            "London",
        ),
        (
            "Le congrès du 13 mai à Vienne réunit 400 experts.",
            "Le congrès du 12 avril à Genève réunit 300 experts.",
            "The 12 April congress in Geneva brings together 300 experts.",
            "Geneva",
        ),
        (
            "Le port de Valmeux a 15 bateaux et un phare.",
            "Le port de Douvres a 12 bateaux et un phare.",
            "The port of Dover has 12 boats and a lighthouse.",
            "Dover",
        ),
        (
            "Il a vendu 15 voitures bleues.",
            "Il a vendu 12 voitures rouges.",
            "He sold 12 red cars.",
            "red",
        ),
    ] {
        let (stale, _) = marks(query, source, target, "fr", "en").unwrap();
        assert_eq!(stale, [expected], "{query}");
    }
    let (stale, _) = marks(
        "The 10:45 am train to Brussels has left.",
        "The 9:30 am train to London has left.",
        "Le train de 9 h 30 pour Londres est parti.",
        "en",
        "fr",
    )
    .unwrap();
    assert_eq!(stale, ["Londres"]);
}

#[test]
fn names_are_carried_as_far_as_something_proves_that_they_stay() {
    let of = |name: &str| {
        marks(
            &format!("La pièce de {name} plaît beaucoup."),
            "La pièce de Sartre plaît beaucoup.",
            "The play by Sartre is much liked.",
            "fr",
            "en",
        )
    };
    for name in [
        "Platon",
        "Sénèque",
        "Cicéron",
        "Tchekhov",
        "Dostoïevski",
        "Tolstoï",
        "Plutarque",
        "Thucydide",
        "Épicure",
        "Sadate",
        "Sophocle",
        "Euripide",
        "Pouchkine",
    ] {
        assert_eq!(of(name), None, "{name}");
    }
    // Nobody knows them.
    for name in ["Brignac", "Valmeux", "Valmeux-Brignac"] {
        assert_eq!(of(name).map(|found| found.1), Some(vec![name.to_owned()]), "{name}");
    }
    for name in ["Camus", "Obama", "Turin"] {
        assert_eq!(of(name).map(|found| found.1), Some(Vec::new()), "{name}");
    }
}
