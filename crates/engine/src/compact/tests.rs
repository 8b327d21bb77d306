use serde::{Deserialize, Serialize};

use super::{STAMP, read, write};
use crate::PciId;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Dot,
    Round(u32),
    Square { side: u64, name: Option<String> },
    Pair(char, bool),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Thing {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shapes: Vec<Shape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    id: Option<PciId>,
    below: i64,
    pair: (u8, String),
}

#[test]
fn what_was_written_is_read() {
    let things = [
        Thing::default(),
        Thing {
            shapes: vec![
                Shape::Dot,
                Shape::Round(u32::MAX),
                Shape::Square { side: u64::MAX, name: None },
                Shape::Square { side: 1, name: Some("ö".into()) },
                Shape::Pair('ß', true),
            ],
            name: Some(String::new()),
            id: "10de:2504".parse().ok(),
            below: -300,
            pair: (7, "seven".into()),
        },
        Thing { below: i64::MIN, ..Thing::default() },
    ];
    for thing in &things {
        let bytes = write(thing).unwrap_or_else(|error| unreachable!("{error}"));
        assert_eq!(read::<Thing>(&bytes).as_ref(), Ok(thing));
        for end in 0..bytes.len() {
            assert!(read::<Thing>(&bytes[..end]).is_err(), "{end} of {} bytes", bytes.len());
        }
    }
    let all = write(&things.to_vec()).unwrap_or_default();
    assert_eq!(read::<Vec<Thing>>(&all), Ok(things.to_vec()));
}

#[test]
fn other_bytes_are_refused() {
    let hostile = |rest: &[u8]| read::<Vec<Thing>>(&[STAMP.as_bytes(), rest].concat());
    for rest in [&[][..], &[0xff; 20], &[9], &[1, 1, 1, 9], &[0, 0]] {
        assert!(hostile(rest).is_err(), "{rest:?}");
    }
    assert!(read::<Thing>(b"{}").is_err_and(|error| error.to_string().contains("another version")));
}
