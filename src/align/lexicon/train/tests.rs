//! Tests of its parts that no caller sees.

use super::*;

fn train(pairs: &[(&str, &str)]) -> Lexicon {
    let lang = |tag| Lang::parse(tag).expect("a tag written in this test");
    let options = TrainOptions {
        least_count: 1.0,
        ..TrainOptions::default()
    };
    let mut trainer = Trainer::new(lang("fr"), lang("en"), options);
    let pairs: Vec<_> = pairs
        .iter()
        .cycle()
        .take(20 * pairs.len())
        .map(|(s, t)| TrainingPair {
            source: (*s).to_owned(),
            target: (*t).to_owned(),
            weight: 1.0,
        })
        .collect();
    trainer.add(&pairs);
    trainer.train(|_| {}).expect("pairs with words").0
}

#[test]
fn words_find_their_translations() {
    let pairs = [
        ("la maison", "the house"),
        ("la maison bleue", "the blue house"),
        ("la fleur", "the flower"),
        ("une fleur bleue", "a blue flower"),
    ];
    let lexicon = train(&pairs);
    for (french, english) in [("maison", "hous"), ("fleur", "flower"), ("la", "the")] {
        let id = lexicon.word(0, french).expect("a word of the pairs");
        let best = lexicon
            .row(id)
            .max_by(|a, b| a.forward.total_cmp(&b.forward))
            .expect("a translation");
        assert_eq!(lexicon.word(1, english), Some(best.target), "{french}");
    }
    assert_eq!(
        train(&pairs).as_bytes(),
        lexicon.as_bytes(),
        "training is deterministic"
    );
}

#[test]
fn digamma_has_its_known_values() {
    assert!((digamma(1.0) + 0.577_215_664_9).abs() < 1e-8);
    assert!((digamma(0.01) + 100.560_885).abs() < 1e-5);
}
