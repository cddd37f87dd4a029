//! Code, commands, logs and records in plain text.

use super::{come_out, stay};

#[test]
fn code_stays() {
    stay(&[
        "#define MUL(x,y) ((x)*(y))",
        "server.startLoop(0xc0000a8000,0x2,0x10)",
        "row[0],row[1]",
        "client.send(msg1,msg2)",
        "for k,v in zip(a,b):",
        "build it with --set=left,right please",
        "if isinstance(node, tuple) and self.is_leaf:",
        "flush = outfile.close",
        "fn next(&mut self) -> Option<RowBuffer> {",
        "#[derive(Clone,Debug)]",
        "Like so:\n\n    int main(void) {\n        return add(1,2);\n    }\n",
        "if (is_warm) {\n  cacheData,\n  buildIndex();\n}",
        r#"{"level":"info","msg":"cache is warm","took":12}"#,
        "panic: index out of range\n\ngoroutine 7 [running]:\nserver.startLoop(0xc0000a8000,0x2,0x10)\n",
    ]);
}

#[test]
fn prose_around_code_gets_its_spaces() {
    come_out(&[
        (
            "Fix thebug in setUserName() today",
            "Fix the bug in setUserName() today",
        ),
        (
            "Fixthe bug in startLoop() today",
            "Fix the bug in startLoop() today",
        ),
        (
            "It fails with a KeyError: the key wasnot there",
            "It fails with a KeyError: the key was not there",
        ),
        (
            "Readthe book(s) thatyou bought and callher today.",
            "Read the book(s) that you bought and call her today.",
        ),
    ]);
}

#[test]
fn records_stay_and_so_do_all_lines_of_a_table() {
    stay(&[
        "1,Zo\u{eb},\"came late, left early\"",
        "name,phone,start_date",
        "id,name,note\n1,Zo\u{eb} Ng,\"sails \"\"late\"\", always\"\n2,Tom Ash,\n3,Ann,overthere\n",
        "id,name,city\n1,Ann,York\n2,Tom,\"Bath, UK\"\n",
    ]);
    come_out(&[("flour,eggs,milk", "flour, eggs, milk")]);
}
