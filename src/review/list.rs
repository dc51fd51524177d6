//! The list of all articles, each with how much of it waits for a person.

use super::reply::Refused;
use super::state::State;
use crate::memory::ArticleOverview;

/// An article of the list.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) article: ArticleOverview,
    /// How many places are left; at least, where it is not counted yet.
    pub(super) places: usize,
    /// Whether what the checks find is counted among them.
    pub(super) is_counted: bool,
}

impl Listed {
    fn of(article: ArticleOverview, state: &State) -> Listed {
        let counted = state.counts.of(article.info.id, article.info.version);
        Listed {
            places: counted.unwrap_or(usize::try_from(article.places).unwrap_or(usize::MAX)),
            is_counted: counted.is_some(),
            article,
        }
    }
}

/// All articles whose names or titles have the words, those with the most errors first.
pub(super) async fn overviews(state: &State, words: &str) -> Result<Vec<Listed>, Refused> {
    let mut articles = state
        .reader
        .ask(|reading| Ok(reading.memory.article_overviews()?))
        .await?;
    let words = words.to_lowercase();
    articles.retain(|article| {
        let name = format!(
            "{}\n{}",
            article.info.name,
            article.info.title.as_deref().unwrap_or_default()
        )
        .to_lowercase();
        words.split_whitespace().all(|word| name.contains(word))
    });
    articles.sort_by(|a, b| {
        b.expected_wrong
            .total_cmp(&a.expected_wrong)
            .then(a.info.id.cmp(&b.info.id))
    });
    let listed: Vec<Listed> = articles.into_iter().map(|article| Listed::of(article, state)).collect();
    if listed.iter().any(|listed| !listed.is_counted) {
        state.counts.want();
    }
    Ok(listed)
}
