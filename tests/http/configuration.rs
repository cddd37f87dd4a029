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
        ("MAX_TEXT_BYTES", "-1"),
        ("MAX_BODY_BYTES", "8 parsecs"),
        ("MODELS_MEMORY", "much"),
        ("HOME_URL", "ftp://example.com"),
        ("DATABASE_URL", "postgres://u@h/d"),
    ];
    for (variable, value) in cases {
        let message = refused("textmend", &[], &[(variable, value)]);
        assert!(message.contains(variable), "{variable}: {message}");
    }
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
