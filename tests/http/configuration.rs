//! A value that cannot be used stops the program with one line that names it, and never a password.

use crate::support::output;

/// Runs a program that must stop at once; the one line that it says.
#[track_caller]
fn refused(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = output(program, folder.path(), arguments, variables, b"");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    message
}

#[test]
fn services_without_a_database_say_so() {
    for program in ["home", "api"] {
        let message = refused(program, &[], &[]);
        assert!(
            message.contains("DATABASE_URL") && message.contains("mysql://"),
            "{message}"
        );
    }
}

#[test]
fn a_wrong_value_is_named_with_what_is_accepted() {
    let cases = [
        ("PORT", "99999"),
        ("PORT", "http"),
        ("HOST", "not an address"),
        ("LOG_FORMAT", "xml"),
        ("RUST_LOG", "a=b=c"),
        ("RUST_LOG", "loud"),
        ("RUST_LOG", "]["),
        ("RATE_LIMIT_PER_MINUTE", "0"),
        ("RETENTION_DAYS", "0"),
        ("MAX_TEXT_BYTES", "-1"),
        ("MAX_BODY_BYTES", "8 parsecs"),
        ("MODELS_MEMORY", "much"),
        ("MODELS_DIR", "/etc/passwd"),
        ("HOME_URL", "ftp://example.com"),
        ("DATABASE_URL", "postgres://u@h/d"),
    ];
    for (variable, value) in cases {
        let message = refused("textmend", &[], &[(variable, value)]);
        let accepted = message.contains("accepted");
        assert!(
            message.contains(variable) && accepted,
            "{variable}: {message}"
        );
    }
}

/// Compose's `${PORT:-}` makes such.
#[test]
fn an_empty_variable_counts_as_not_set() {
    let empty = [
        "PORT",
        "HOST",
        "DATABASE_URL",
        "DATABASE_PORT",
        "DATABASE_SSL_MODE",
        "MANAGEMENT_PORT",
        "MAX_TEXT_BYTES",
        "MODELS_URL",
        "MODELS_MEMORY",
        "TEXTMEND_DICTIONARY",
        "TRANSLATE_PROVIDERS",
        "RATE_LIMIT_PER_MINUTE",
        "AUTH_USERS",
        "SESSION_SECRET",
        "LOG_FORMAT",
        "RUST_LOG",
    ];
    let mut variables = empty.map(|name| (name, "")).to_vec();
    // What is refused is this one alone, and it is looked at last.
    variables.push(("AUTH_ALB_ARN", "nothing of the kind"));
    let message = refused("textmend", &[], &variables);
    assert!(message.contains("AUTH_ALB_ARN"), "{message}");
    variables.pop();
    let folder = tempfile::tempdir().unwrap();
    let status = output(
        "textmend",
        folder.path(),
        &["db", "migrate"],
        &variables,
        b"",
    );
    assert!(status.status.success(), "{status:?}");
}

#[test]
fn a_password_is_never_shown() {
    let urls = [
        "postgres://u:hunter2@127.0.0.1/d",
        "mysql://u:hunter2@127.0.0.1:99999/d",
        "mysql://u:hunter2@",
        "mysql://u:hunter2@127.0.0.1",
        "u:hunter2@127.0.0.1",
    ];
    for url in urls {
        for program in ["home", "api", "textmend"] {
            let message = refused(program, &[], &[("DATABASE_URL", url)]);
            assert!(!message.contains("hunter2"), "{message}");
            let message = refused(program, &["--database-url", url], &[]);
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
    let parts = [
        ("DATABASE_HOST", "127.0.0.1"),
        ("DATABASE_PASSWORD", "hunter2"),
        ("DATABASE_SSL_MODE", "perhaps"),
    ];
    let message = refused("api", &[], &parts);
    assert!(
        message.contains("SSL") && !message.contains("hunter2"),
        "{message}"
    );
}

#[test]
fn a_secret_that_cannot_be_used_is_not_shown() {
    let message = refused("textmend", &[], &[("AUTH_USERS", "bob:hunter2")]);
    assert!(message.contains("AUTH_USERS"), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
    let folder = tempfile::tempdir().unwrap();
    let lines = "PORT=0\nDATABASE_PASSWORD=top hunter2 pass\n";
    std::fs::write(folder.path().join(".env"), lines).unwrap();
    let output = output("textmend", folder.path(), &[], &[], b"");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(
        message.contains("DATABASE_PASSWORD") && !message.contains("hunter2"),
        "{message}"
    );
}

#[test]
fn help_shows_no_value_of_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("DATABASE_URL", "mysql://u:hunter2@h/d"),
        ("DATABASE_PASSWORD", "hunter2"),
    ];
    for program in ["home", "api", "textmend"] {
        let output = output(program, folder.path(), &["--help"], &variables, b"");
        assert!(
            !String::from_utf8(output.stdout)
                .unwrap()
                .contains("hunter2")
        );
    }
}

#[test]
fn a_dotenv_file_is_read_and_a_flag_wins() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "LOG_FORMAT=xml\n").unwrap();
    let run = |arguments: &[&str]| output("textmend", folder.path(), arguments, &[], b"");
    let refused = run(&[]);
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .contains("LOG_FORMAT")
    );
    let flag = run(&["--log-format", "json", "--port", "99999"]);
    let message = String::from_utf8(flag.stderr).unwrap();
    assert!(
        message.contains("PORT") && !message.contains("LOG_FORMAT"),
        "{message}"
    );
}
