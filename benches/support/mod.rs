//! What the benches share: files, other programs, memory, the machine.

#![allow(clippy::unwrap_used, dead_code, reason = "a bench stops at what it did not expect; each bench uses a part of this")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the repository is.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Puts all PDFs under a folder, in the order of their paths, to those found.
pub fn pdfs(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut inner: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inner.sort();
    for path in inner {
        if path.is_dir() {
            pdfs(&path, found);
        } else if path.extension().is_some_and(|end| end == "pdf") {
            found.push(path);
        }
    }
}

/// What a copier wrote: pictures and no font.
pub fn is_scan(act: &Path) -> bool {
    let bytes = fs::read(act).unwrap();
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    has(b"/DCTDecode") && has(b"Kopimaskine")
}

/// A command that says nothing.
pub fn quiet(mut command: Command) -> Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(command: Command) {
    let status = quiet(command).status().unwrap();
    assert!(status.success(), "a program ended with {status}");
}

/// A program with a file between its arguments.
pub fn with(program: &str, before: &[&str], act: &Path, after: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(before).arg(act).args(after);
    command
}

/// True when the program can be started.
pub fn there(program: &str) -> bool {
    Command::new(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Runs a command to its end; gives the largest sum of the peaks (`VmHWM`) of it and its children that was seen, in MiB.
pub fn peak(command: Command) -> f64 {
    let mut child = quiet(command).spawn().unwrap();
    let mut peak = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(family(child.id()));
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    peak
}

/// The sum of `VmHWM` of a process and of its children, in MiB; 0 where the system does not tell.
fn family(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let own: f64 = line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0.0);
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children: f64 = tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|children| children.split_whitespace().filter_map(|child| child.parse().ok()).collect::<Vec<u32>>())
        .map(family)
        .sum();
    own / 1024.0 + children
}

/// The processor, how many of it, the build, and the other programs' versions.
pub fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        info.lines().find_map(|line| line.strip_prefix("model name")).map_or("unknown", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let version = |program: &str| {
        let output = Command::new(program).arg("-v").output().ok()?;
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&said).lines().next().map(str::to_owned)
    };
    let others: Vec<_> = ["pdftotext", "mutool"].into_iter().filter_map(version).collect();
    let build = if cfg!(debug_assertions) { "a development build, slower than a release" } else { "a release build" };
    format!("{model}, {cores} cores; {build}. {}.", others.join(", "))
}

/// Keeps a report as `benches/runs/<day>/<name>.md`, and shows it.
#[allow(clippy::print_stdout, reason = "the report is what the bench is run for")]
pub fn keep(name: &str, report: &str) {
    println!("{report}");
    let day = Command::new("date").args(["-u", "+%F"]).output().map_or_else(|_| b"unknown".to_vec(), |output| output.stdout);
    let folder = root().join("benches/runs").join(String::from_utf8_lossy(&day).trim());
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name).with_extension("md"), report).unwrap();
}
