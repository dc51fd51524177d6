//! One system call fails, or kills the process: what is stored is all of the command's change or none of it, and what is said
//! is what was done.

use std::path::Path;
use std::process::{Command, Stdio};

use super::scenes::{ACTIONS, SCENES, Scene, Stage};
use super::{Random, cases, seed};
use crate::support::{Done, done, interligne, skip};

/// System calls, and what happens at one of them.
const FAULTS: [(&str, &[&str]); 9] = [
    ("pwrite64", &["error=EIO", "error=ENOSPC", "signal=KILL"]),
    ("fsync", &["error=EIO", "signal=KILL"]),
    ("fdatasync", &["error=EIO", "signal=KILL"]),
    ("rename", &["error=EACCES", "signal=KILL"]),
    ("unlink", &["error=EACCES", "signal=KILL"]),
    ("ftruncate", &["error=EIO"]),
    ("pread64", &["error=EIO"]),
    ("openat", &["error=EMFILE"]),
    ("write", &["error=ENOSPC", "signal=KILL"]),
];

/// What an error says where the change was stored all the same.
const STORED: [&str; 5] = [
    "stored",
    "what was named is deleted",
    "what was found is deleted",
    "taken over",
    "taken back",
];

/// Runs the command under `strace`, which makes a system call fail.
fn traced(stage: &Stage, memory: &Path, arguments: &[&str], options: &[&str]) -> Done {
    let plain = interligne(memory);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq"]).args(options).arg(plain.get_program());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.stdin(Stdio::null());
    done(stage.command(command, arguments).output().expect("strace runs"))
}

/// How often the command makes each system call.
fn counts(stage: &Stage, scene: &Scene) -> Vec<u64> {
    let memory = stage.set(scene);
    let log = stage.path("trace.log");
    let played = traced(stage, &memory, scene.arguments, &["-o", log.to_str().expect("UTF-8")]);
    assert_eq!(played.code, Some(0), "{}: {}", scene.name, played.err);
    let log = String::from_utf8_lossy(&std::fs::read(log).expect("the log")).into_owned();
    let of = |call: &str| log.lines().filter(|line| line.contains(&format!(" {call}("))).count() as u64;
    FAULTS.iter().map(|(call, _)| of(call)).collect()
}

#[test]
fn a_command_is_done_or_not_done_and_says_so_whatever_call_fails() {
    if !skip::runs("strace", &["-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let stage = Stage::new();
    let (mut wrong, mut run) = (Vec::new(), 0);
    for scene in &SCENES {
        let memory = stage.set(scene);
        let before = stage.state(&memory);
        let counts = counts(&stage, scene);
        let after = stage.state(&memory);
        assert!(
            scene.name == "export" || before != after,
            "{} changes something",
            scene.name
        );
        for ((call, faults), count) in FAULTS.iter().zip(counts) {
            for fault in *faults {
                let mut random = Random(seed() ^ count ^ fault.len() as u64);
                for _ in 0..cases().min(count) {
                    let at = 1 + random.below(count);
                    let memory = stage.set(scene);
                    let inject = format!("inject={call}:{fault}:when={at}");
                    let played = traced(&stage, &memory, scene.arguments, &["-o", "/dev/null", "-e", &inject]);
                    run += 1;
                    if played.err.contains("error while loading shared libraries") {
                        continue;
                    }
                    let full = fault.ends_with("ENOSPC");
                    if played.err.contains("no space left") && !full {
                        wrong.push(format!(
                            "{}, {inject}: another fault is said to be a full disk",
                            scene.name
                        ));
                    }
                    let found = judge(&stage, &memory, scene, &played, [&before, &after]);
                    wrong.extend(found.map(|what| format!("{}, {inject}: {what}", scene.name)));
                }
            }
        }
    }
    println!("{run} faults");
    assert!(wrong.is_empty(), "{} of {run}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_memory_is_read_where_nothing_can_be_written() {
    if !skip::runs("strace", &["-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let stage = Stage::new();
    let memory = stage.path("full");
    let reading: [&[&str]; 5] = [
        &["search", "pont"],
        &["memory", "info"],
        &["memory", "check"],
        &["analyze", "pair.fr.txt"],
        &["suggest", "--input", "pair.fr.txt"],
    ];
    for fault in ["error=ENOSPC", "error=EDQUOT"] {
        let inject = format!("inject=pwrite64:{fault}");
        for arguments in reading {
            let plain = stage.run(&memory, arguments);
            assert_eq!(plain.code, Some(0), "{arguments:?}: {}", plain.err);
            let played = traced(&stage, &memory, arguments, &["-o", "/dev/null", "-e", &inject]);
            assert_eq!(played.code, Some(0), "{arguments:?}, {fault}: {}", played.err);
            assert_eq!(played.out, plain.out, "{arguments:?}, {fault}");
        }
    }
}

#[test]
fn an_action_is_whole_or_not_there_wherever_it_is_killed() {
    if !skip::runs("strace", &["-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let stage = Stage::new();
    let mut wrong = Vec::new();
    for (number, scene) in ACTIONS.iter().enumerate() {
        // One of them at every write, the others at every fourth; all of them at every one where more was asked for.
        let step = if number == 0 || cases() > super::FEW { 1 } else { 4 };
        let memory = stage.set(scene);
        let before = stage.state(&memory);
        let counts = counts(&stage, scene);
        let after = stage.state(&memory);
        assert_ne!(before, after, "{} changes something", scene.name);
        let killed = FAULTS.iter().zip(counts);
        let killed = killed.filter(|((_, faults), _)| faults.contains(&"signal=KILL"));
        let points = killed.flat_map(|((call, _), count)| (1..=count).map(move |at| (*call, at)));
        let first = usize::try_from(seed()).unwrap_or(0) % step;
        for (call, at) in points.skip(first).step_by(step) {
            let memory = stage.set(scene);
            let inject = format!("inject={call}:signal=KILL:when={at}");
            let played = traced(&stage, &memory, scene.arguments, &["-o", "/dev/null", "-e", &inject]);
            let state = stage.state(&memory);
            if state != before && state != after {
                wrong.push(format!(
                    "{}, {inject}: a state that never was: {}",
                    scene.name, played.err
                ));
            }
            // Whoever writes next finds nothing in the way, and finishes what was left.
            let next = stage.run(&memory, &["memory", "act", "one", "note", "20", "vu"]);
            let check = stage.run(&memory, &["memory", "check"]);
            if next.code != Some(0) || check.code != Some(0) {
                wrong.push(format!(
                    "{}, {inject}: {}{}{}",
                    scene.name, next.err, check.out, check.err
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with how the command ended.
fn judge(
    stage: &Stage,
    memory: &Path,
    scene: &Scene,
    played: &Done,
    [before, after]: [&Option<String>; 2],
) -> Option<String> {
    let err = played.err.trim();
    let state = stage.state(memory);
    let unchanged = state == *before || before.is_none() && state.as_deref() == Some("");
    let changed = state == *after;
    let says_stored = STORED.iter().any(|clause| err.contains(clause));
    if err.contains("panicked") || !matches!(played.code, Some(0 | 1) | None) {
        return Some(format!("exit code {:?}: {err}", played.code));
    }
    if !unchanged && !changed {
        return Some(format!("a state that never was: {err}"));
    }
    match played.code {
        Some(0) if !changed => return Some("it says that it is done, and it is not".to_owned()),
        Some(0) if scene.name == "export" && !stage.path("out/o.tmx").exists() => {
            return Some("it says that it has written, and has not".to_owned());
        }
        Some(1) if !unchanged && !says_stored => return Some(format!("it is done, and it says: {err}")),
        Some(1) if !changed && says_stored => return Some(format!("it is not done, and it says: {err}")),
        _ => {}
    }
    if !memory.join("memory.sqlite").exists() || state.as_deref() == Some("") {
        return None;
    }
    let next = stage.run(memory, &["memory", "check", "--repair"]);
    if next.code != Some(0) {
        return Some(format!(
            "afterwards the check says: {}{}",
            next.out.trim(),
            next.err.trim()
        ));
    }
    None
}
