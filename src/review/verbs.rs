//! What a page may ask for: the actions with their fields, and what is said of one that is not such.

use serde_json::{Map, Value};

use super::reply::Refused;
use super::told::Told;

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bead,
    Beads,
    TwoBeads,
    Segment,
    Segments,
    Count,
    Text,
    Flag,
    Steps,
}

impl Kind {
    fn fits(self, value: &Value) -> bool {
        let are = |most: usize, fits: fn(&Value) -> bool| {
            value
                .as_array()
                .is_some_and(|list| list.len() <= most && list.iter().all(fits))
        };
        match self {
            Kind::Bead | Kind::Segment => value.is_i64(),
            Kind::Beads | Kind::Segments => are(usize::MAX, Value::is_i64),
            Kind::TwoBeads => are(2, Value::is_i64) && value.as_array().is_some_and(|list| list.len() == 2),
            Kind::Count => value.as_u64().is_some_and(|count| usize::try_from(count).is_ok()),
            Kind::Text => value.is_string(),
            Kind::Flag => value.is_boolean(),
            Kind::Steps => are(usize::MAX, Value::is_object),
        }
    }

    /// What is expected, in English and in French.
    fn told(self) -> [&'static str; 2] {
        match self {
            Kind::Bead => ["the number of a bead", "le numéro d’une ligne (bead)"],
            Kind::Beads => ["a list of numbers of beads", "une liste de numéros de lignes (bead)"],
            Kind::TwoBeads => [
                "a list of two numbers of beads",
                "une liste de deux numéros de lignes (bead)",
            ],
            Kind::Segment => ["the number of a segment", "le numéro d’un segment"],
            Kind::Segments => ["a list of numbers of segments", "une liste de numéros de segments"],
            Kind::Count => ["a number from 0", "un nombre à partir de 0"],
            Kind::Text => ["a text", "un texte"],
            Kind::Flag => ["true or false", "true ou false"],
            Kind::Steps => [
                "a list of actions, {\"do\":…} each",
                "une liste d’actions, {\"do\":…} chacune",
            ],
        }
    }
}

/// Fields: their names, what stands in them, and whether they must be there.
type Fields = &'static [(&'static str, Kind, bool)];

/// What `Memory::act` does.
const PLAIN: [(&str, Fields); 14] = [
    ("merge", &[("beads", Kind::Beads, true)]),
    (
        "split",
        &[
            ("bead", Kind::Bead, true),
            ("source", Kind::Count, true),
            ("target", Kind::Count, true),
        ],
    ),
    ("cut", &[("segment", Kind::Segment, true), ("at", Kind::Count, true)]),
    ("join", &[("segments", Kind::Segments, true)]),
    ("move", &[("segments", Kind::Segments, true), ("to", Kind::Bead, true)]),
    (
        "link",
        &[("source", Kind::Segments, true), ("target", Kind::Segments, true)],
    ),
    ("pin", &[("bead", Kind::Bead, true)]),
    ("part", &[("bead", Kind::Bead, true)]),
    ("confirm", &[("bead", Kind::Bead, true), ("to", Kind::Bead, false)]),
    ("reject", &[("bead", Kind::Bead, true)]),
    ("leave-out", &[("segments", Kind::Segments, true)]),
    ("take-in", &[("segments", Kind::Segments, true)]),
    (
        "edit",
        &[
            ("bead", Kind::Bead, true),
            ("source", Kind::Text, false),
            ("target", Kind::Text, false),
        ],
    ),
    ("note", &[("bead", Kind::Bead, true), ("text", Kind::Text, false)]),
];

/// What else a page may ask for.
const BESIDES: [(&str, Fields); 5] = [
    ("split-from", &[("segment", Kind::Segment, true)]),
    (
        "pinpoint",
        &[
            ("source", Kind::Segments, true),
            ("target", Kind::Segments, true),
            ("moved", Kind::Flag, false),
        ],
    ),
    (
        "realign",
        &[("around", Kind::Bead, false), ("between", Kind::TwoBeads, false)],
    ),
    ("sequence", &[("steps", Kind::Steps, true)]),
    ("confirm-down-to", &[("bead", Kind::Bead, true)]),
];

/// Refuses what is not understood.
pub(super) fn not_understood(english: impl Into<String>, french: impl Into<String>) -> Refused {
    Refused::bad_request("bad-json", Told::new(english, french))
}

/// Refuses an action that there is not, one that lacks a field, and one with a field of another kind or that it does not know. A step of
/// several is one of those that the memory does by itself.
pub(super) fn check(verb: &str, fields: &Map<String, Value>, is_step: bool) -> Result<(), Refused> {
    let besides = if is_step { &BESIDES[..0] } else { &BESIDES[..] };
    let mut verbs = PLAIN.iter().chain(besides);
    let Some((_, known)) = verbs.clone().find(|(name, _)| *name == verb) else {
        let names: Vec<&str> = verbs.by_ref().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        return Err(not_understood(
            format!("there is no action “{verb}”: expected one of {names}"),
            format!("il n’y a pas d’action « {verb} » : il en faut une de {names}"),
        ));
    };
    known_fields(fields, |name| known.iter().any(|(own, ..)| *own == name))?;
    for (name, kind, is_required) in *known {
        let [english, french] = kind.told();
        match fields.get(*name).filter(|value| !value.is_null()) {
            None if *is_required => {
                return Err(not_understood(
                    format!("{verb}: the field “{name}” is missing: expected {english}"),
                    format!("{verb} : le champ « {name} » manque : il faut {french}"),
                ));
            }
            Some(value) if !kind.fits(value) => {
                return Err(not_understood(
                    format!("{verb}: in the field “{name}” {english} is expected"),
                    format!("{verb} : dans le champ « {name} » il faut {french}"),
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses fields that would be passed over, but for those without a value.
pub(super) fn known_fields(fields: &Map<String, Value>, is_known: impl Fn(&str) -> bool) -> Result<(), Refused> {
    let unknown = fields.iter().find(|(name, value)| !value.is_null() && !is_known(name));
    unknown.map_or(Ok(()), |(name, _)| {
        let told = Told::new(
            format!("the action has no field “{name}”: nothing was done"),
            format!("l’action n’a pas de champ « {name} » : rien n’a été fait"),
        );
        Err(Refused::unusable("unknown-field", told))
    })
}

/// A body as JSON.
///
/// # Errors
/// Where it is none, with the place; and where it is no object.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Refused> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(not_understood(
            "the body is not what is expected here: an object, {…}",
            "le corps de la requête n’est pas ce qu’il faut : un objet, {…}",
        )),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(not_understood(
                format!("the body is no JSON: line {line}, column {column}"),
                format!("le corps de la requête n’est pas du JSON : ligne {line}, colonne {column}"),
            ))
        }
    }
}

/// Takes the version out of a body.
pub(super) fn version(object: &mut Map<String, Value>) -> Result<u64, Refused> {
    let version = object.remove("version").and_then(|version| version.as_u64());
    version.ok_or_else(|| {
        not_understood(
            "in the field “version” the version of the article that was seen is expected, a number",
            "dans le champ « version » il faut la version de l’article qui a été vue, un nombre",
        )
    })
}

/// Takes the name of the action out of a body.
pub(super) fn verb(object: &mut Map<String, Value>) -> Result<String, Refused> {
    match object.remove("do") {
        Some(Value::String(verb)) => Ok(verb),
        _ => Err(not_understood(
            "in the field “do” the name of an action is expected",
            "dans le champ « do » il faut le nom d’une action",
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::memory::Action;

    /// A value that fits.
    fn sample(kind: Kind) -> Value {
        match kind {
            Kind::Bead | Kind::Segment | Kind::Count => json!(3),
            Kind::Beads | Kind::TwoBeads | Kind::Segments => json!([3, 4]),
            Kind::Text => json!("un"),
            Kind::Flag => json!(true),
            Kind::Steps => json!([]),
        }
    }

    fn refusal(verb: &str, fields: Value) -> [String; 2] {
        let Value::Object(fields) = fields else { unreachable!() };
        let refused = check(verb, &fields, false).expect_err("it is refused");
        [refused.told.english, refused.told.french]
    }

    #[test]
    fn the_table_has_the_fields_of_the_memorys_actions() {
        for (verb, fields) in PLAIN {
            let mut whole: Map<String, Value> = fields
                .iter()
                .map(|(name, kind, _)| ((*name).to_owned(), sample(*kind)))
                .collect();
            check(verb, &whole, true).expect("a sound action");
            whole.insert("verb".to_owned(), json!(verb));
            let action: Action = serde_json::from_value(Value::Object(whole.clone())).expect(verb);
            assert_eq!(action.verb(), verb);
            assert_eq!(
                serde_json::to_value(&action).expect("JSON"),
                Value::Object(whole.clone())
            );
            // Without what need not be there it is an action, too; without any other field it is none.
            for (name, _, is_required) in fields {
                let mut less = whole.clone();
                less.remove(*name);
                assert_eq!(
                    serde_json::from_value::<Action>(Value::Object(less)).is_err(),
                    *is_required,
                    "{verb} {name}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_understood_is_told_in_both_languages_and_with_all_that_there_is() {
        let [english, french] = refusal("fly", json!({}));
        for verb in PLAIN.iter().chain(&BESIDES).map(|(verb, _)| verb) {
            assert!(english.contains(verb) && french.contains(verb), "{verb}");
        }
        assert_eq!(
            refusal("merge", json!({})),
            [
                "merge: the field “beads” is missing: expected a list of numbers of beads",
                "merge\u{a0}: le champ «\u{a0}beads\u{a0}» manque\u{a0}: il faut une liste de numéros de lignes (bead)"
            ]
        );
        for (verb, fields) in [
            ("cut", json!({"segment": 3, "at": 1.5})),
            ("cut", json!({"segment": "3", "at": 1})),
            ("split", json!({"bead": 3, "source": -1, "target": 1})),
            ("edit", json!({"bead": 3, "target": 5})),
            ("realign", json!({"between": [3]})),
            ("pinpoint", json!({"source": [1], "target": [2], "moved": "yes"})),
            ("confirm", json!({"bead": null})),
        ] {
            for told in refusal(verb, fields) {
                for word in ["usize", "struct", "enum", "variant", "i64", "Asked"] {
                    assert!(!told.contains(word), "{told}");
                }
                assert!(told.starts_with(verb), "{told}");
            }
        }
        assert!(check("pinpoint", &Map::new(), true).is_err(), "no step of several");
    }
}
