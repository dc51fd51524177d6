//! Commands that run as somebody who is bound by the permissions of files, which root is not.

use std::path::Path;
use std::process::Command;

/// The programs that stand before the command so that it runs as somebody who is bound by permissions: none for most users;
/// root gives up what lets it pass by them. `None` where root cannot.
pub(crate) fn bound_by_permissions(locked: &Path) -> Option<&'static [&'static str]> {
    const BOUND: &[&str] = &["setpriv", "--bounding-set=-all"];
    if std::fs::write(locked.join("probe"), "").is_err() {
        return Some(&[]);
    }
    std::fs::remove_file(locked.join("probe")).expect("what was just written");
    let works = |program: &Path, argument: &Path| {
        let mut command = Command::new(BOUND[0]);
        command.args(&BOUND[1..]).arg(program).arg(argument);
        command.output().is_ok_and(|output| output.status.success())
    };
    let bound = works(Path::new("ls"), locked) && !works(Path::new("touch"), &locked.join("probe"));
    bound.then_some(BOUND)
}

/// A command behind other programs.
pub(crate) fn behind(before: &[&str], plain: Command) -> Command {
    let Some((first, rest)) = before.split_first() else {
        return plain;
    };
    let mut command = Command::new(first);
    command.args(rest).arg(plain.get_program()).args(plain.get_args());
    if let Some(folder) = plain.get_current_dir() {
        command.current_dir(folder);
    }
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}
