//! A writer beside the server: every answer is of a state that was committed.

use serde_json::Value;

use super::support::{Serving, place};

/// How often the writer commits.
const COMMITS: usize = 12;

#[test]
fn every_answer_is_of_one_committed_state_and_one_thread_keeps_the_index() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let done = std::sync::atomic::AtomicBool::new(false);
    // The writer adds two units at a time, so that an odd number was never there.
    let check = |answer: &Value, last: &mut usize| {
        let matches = answer["matches"].as_array().expect("matches");
        assert_eq!(matches.len() % 2, 0, "{answer}");
        assert!(matches.len() >= *last, "{} after {last}", matches.len());
        *last = matches.len();
    };
    let path = "/v1/suggest?text=Une+phrase+de+plus.&limit=100";
    let last = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut last = 0;
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        check(&serving.get(path).json(), &mut last);
                    }
                    last
                })
            })
            .collect();
        for n in 0..COMMITS {
            let name = format!("more{n}.tsv");
            place.write(
                &name,
                format!("Une phrase de plus.\tOne {n}.\nUne phrase de plus.\tTwo {n}.\n"),
            );
            place.ok(&["import", &name]);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        readers
            .into_iter()
            .map(|reader| reader.join().expect("no answer was wrong"))
            .max()
    });
    assert!(last > Some(0));
    assert_eq!(
        serving.get(path).json()["matches"].as_array().unwrap().len(),
        2 * COMMITS
    );
    let metrics = serving.get("/v1/metrics").body;
    let refreshed = metrics
        .lines()
        .find_map(|line| line.strip_prefix("interligne_index_refreshes_total "));
    let refreshed: usize = refreshed.unwrap().parse().unwrap();
    assert!(refreshed <= COMMITS + 1, "{refreshed} for {COMMITS} commits");
}
