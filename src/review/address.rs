//! The address of a page, or of a part of it → what it asks for.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;

use super::article::{Filter, OpenArticle, Selection};
use super::reply::Refused;
use super::told::Told;
use crate::memory::{ArticleId, BeadId, UnitId};

/// The number of an article in an address.
pub(super) fn article_id(text: &str) -> Result<ArticleId, Refused> {
    text.parse().map(ArticleId).map_err(|_| Refused::not_there())
}

/// What may stand in the address of a page or of rows.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    pub(super) from: Option<usize>,
    pub(super) count: Option<usize>,
    pub(super) filter: Option<String>,
    pub(super) q: Option<String>,
    pub(super) bead: Option<i64>,
    pub(super) unit: Option<i64>,
    pub(super) at: Option<usize>,
    pub(super) lang: Option<String>,
    pub(super) since: Option<u64>,
    /// Numbers of beads with commas between.
    pub(super) beads: Option<String>,
}

pub(super) type Parameters = Result<Query<Asked>, QueryRejection>;

pub(super) fn parameters<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Refused> {
    let Query(asked) = query.map_err(|error| {
        let detail = error.body_text();
        let french = format!("les paramètres de l’adresse ne sont pas compris ({detail})");
        Refused::bad_request("bad-parameter", Told::new(detail, french))
    })?;
    Ok(asked)
}

impl Asked {
    /// Which rows are asked for.
    pub(super) fn selection(&self) -> Result<Selection, Refused> {
        let filter = match self.filter.as_deref() {
            None | Some("") => Filter::All,
            Some(name) => Filter::parse(name).ok_or_else(|| {
                let names: Vec<&str> = Filter::ALL.iter().map(|(_, name)| *name).collect();
                let names = names.join(", ");
                let told = Told::new(
                    format!("filter: expected one of {names}"),
                    format!("filter : il faut un de {names}"),
                );
                Refused::bad_request("bad-parameter", told)
            })?,
        };
        Ok(Selection {
            filter,
            query: self.q.clone().unwrap_or_default().trim().to_owned(),
        })
    }

    /// The beads that are asked for by their numbers.
    pub(super) fn named_beads(&self) -> Result<Option<Vec<BeadId>>, Refused> {
        let Some(beads) = &self.beads else { return Ok(None) };
        let numbers = beads.split(',').map(|number| number.trim().parse().map(BeadId));
        let numbers: Result<Vec<BeadId>, _> = numbers.collect();
        numbers.map(Some).map_err(|_| {
            let told = Told::new(
                "beads: expected numbers with commas between",
                "beads : il faut des numéros séparés par des virgules",
            );
            Refused::bad_request("bad-parameter", told)
        })
    }

    /// The row that is asked for by its bead, its unit or its number from 1, as its place in the article.
    pub(super) fn place(&self, article: &OpenArticle) -> Option<usize> {
        let beads = &article.view.beads;
        let of_unit = |unit: i64| beads.iter().position(|bead| bead.unit == Some(UnitId(unit)));
        self.bead
            .and_then(|bead| article.place(BeadId(bead)))
            .or_else(|| self.unit.and_then(of_unit))
            .or_else(|| self.at.and_then(|at| at.checked_sub(1)).filter(|at| *at < beads.len()))
    }
}
