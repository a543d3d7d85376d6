//! scratch
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use mcpglot_core::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let src = std::fs::read_to_string(&a[1]).unwrap();
    let into = a.get(4).map(|p| std::fs::read_to_string(p).unwrap());
    let mut o = ops::Options::new(hosts::find(&a[3]).unwrap());
    o.from = hosts::find(&a[2]);
    o.into = into.as_deref();
    o.trace = true;
    let out = ops::convert(&src, &o);
    println!("{:?}", out.written);
    print!("{}", out.text.unwrap_or_default());
    println!("-----");
    for d in out.diagnostics {
        println!("{} {} [{}] {} {:?} {}", d.code.severity.name(), d.code.id, d.document.name(), d.path, d.span, d.message);
    }
    for m in out.mapping {
        println!("{:?} {:?} {} -> {:?}", m.relation, m.concept, m.from.path, m.to.map(|t| t.path));
    }
}
