//! Code, commands, logs and records in plain text, and the prose beside them.

use super::{come_out, stay};

#[test]
fn code_stays() {
    stay(&[
        "const HASH_TYPE *it, int depth,",
        "sub { $_[0] -> binc() },",
        "const util = require('util');",
        "$(POFILES) $(GMOFILES) \\",
        "if test \"$1\" = \"left\"; then",
        "check() {\n    if test \"$2\" -lt \"$3\"; then\n        err \"too low\"\n    fi\n}\n",
        "db_purge\nfi\n",
        "ls *.profile",
        "ls -l notes/hello",
        "ln -s left.crt right.pem",
        "cset \"name='Left Playback' 1\"",
        "note: required by a bound in `Cache::<T>::row`",
        "Set the usize and isize, then pipe stdin through uniq with iconv and run umount as passwd says.",
    ]);
}

#[test]
fn logs_and_records_stay() {
    stay(&[
        "2026-03-01 14:39:44 INFO conection frm jstatd rset",
        "2026-03-01T14:39:44Z rset by usr",
        "Mar  1 14:39:44 hst1 sshd[123]: Acceptd publickey for usr frm hst2",
        "[WARN] rset by usr",
        "usr,nme,adress\n1,Ann,York\n",
    ]);
}

#[test]
fn comments_are_prose() {
    come_out(&[
        (
            "// teh size of a row\nlet recieve = 5;",
            "// the size of a row\nlet recieve = 5;",
        ),
        (
            "int rws = 5; // teh number of rows we recieve",
            "int rws = 5; // the number of rows we receive",
        ),
        (
            "# Copy teh files to thier places.\ncp -r src/ dst/\nchmod 644 dst/lst\n",
            "# Copy the files to their places.\ncp -r src/ dst/\nchmod 644 dst/lst\n",
        ),
        (
            "/*\n * Thsi function returns teh sum.\n */\nint sum(int a, int b)\n{\n    return a + b;\n}",
            "/*\n * This function returns the sum.\n */\nint sum(int a, int b)\n{\n    return a + b;\n}",
        ),
        (
            "SELECT usr_id FROM usrs; -- get all teh users",
            "SELECT usr_id FROM usrs; -- get all the users",
        ),
        (
            "The meeting on 2026-03-01 at 10:00 was definately fun.",
            "The meeting on 2026-03-01 at 10:00 was definitely fun.",
        ),
    ]);
}

#[test]
fn prose_may_name_what_code_has() {
    stay(&["The funx array is empty, so that `funx.len()` is 0."]);
    come_out(&[(
        "The eror was shown by `show(eror)`.",
        "The error was shown by `show(eror)`.",
    )]);
}
