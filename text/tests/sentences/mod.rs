//! Sentences that were written and reviewed for what they test: kind, input, what is wanted, and why it is hard.

/// Runs every line of a table; at most so many of a hundred may come out otherwise.
#[track_caller]
pub fn come_out(table: &str, allowed: usize, process: impl Fn(&str) -> String) {
    let mut wrong = Vec::new();
    let mut total = 0;
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, input, expected, why] = fields[..] else {
            panic!("four columns: {line}");
        };
        total += 1;
        let found = process(input);
        if found != expected {
            wrong.push(format!("{kind}: {found}\n    wanted {expected} ({why})"));
        }
    }
    println!("{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        wrong.len() * 100 <= total * allowed,
        "{} of {total} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
