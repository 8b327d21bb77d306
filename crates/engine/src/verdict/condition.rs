use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::facts::{FACTS, Fact, fact};
use super::value::{Operand, Value};
use crate::Tri;

/// A condition as records write it: exactly one of `all`, `any`, `not` and `fact`, and with `fact` exactly
/// one of `is`, `one_of`, `at_least` and `below`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawCondition {
    /// Every part must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<RawCondition>>,
    /// One part must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<RawCondition>>,
    /// The part must not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<RawCondition>>,
    /// Name of a fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// The fact has this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<Json>,
    /// The fact has one of these values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Json>>,
    /// The fact is at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Json>,
    /// The fact is below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<Json>,
}

/// What is wrong with a condition, and where: `all.1.fact`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionError {
    /// Path below the condition.
    pub path: String,
    /// What is wrong.
    pub mistake: Mistake,
}

/// Mistakes in conditions.
#[derive(Clone, Debug, PartialEq)]
pub enum Mistake {
    /// There is no such fact.
    Fact(String),
    /// The fact cannot have this value.
    Value(&'static Fact, Json),
    /// The fact's values have no order.
    Order(&'static Fact),
    /// Not exactly one key of a kind is given.
    Shape,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(name) => write!(f, "there is no fact `{name}`"),
            Self::Value(fact, value) => {
                write!(f, "`{}` cannot be {value}; {} is expected", fact.name, fact.kind.words())
            }
            Self::Order(fact) => write!(f, "values of `{}` have no order; write `is` or `one_of`", fact.name),
            Self::Shape => f.write_str("exactly one of `all`, `any`, `not` and `fact` is expected"),
        }
    }
}

/// A condition that is known to make sense.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every part holds.
    All(Vec<Condition>),
    /// One part holds.
    Any(Vec<Condition>),
    /// The part does not hold.
    Not(Box<Condition>),
    /// The fact has one of these values.
    Is(usize, Vec<Operand>),
    /// The fact is at least this.
    AtLeast(usize, Operand),
    /// The fact is below this.
    Below(usize, Operand),
}

/// Where a condition finds the values of facts.
pub trait Lookup {
    /// The value of the fact with this place in [`FACTS`].
    fn value(&self, index: usize) -> Option<Value<'_>>;
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// The first mistake in it.
    pub fn read(raw: &RawCondition) -> Result<Self, ConditionError> {
        read(raw, "")
    }

    /// Whether it holds.
    pub fn holds(&self, facts: &impl Lookup) -> Tri {
        let leaf = |index: usize, compare: &dyn Fn(Value) -> Tri| facts.value(index).map_or(Tri::Unknown, compare);
        match self {
            Self::All(parts) => together(parts, facts, Tri::Yes, Tri::and, Tri::No),
            Self::Any(parts) => together(parts, facts, Tri::No, Tri::or, Tri::Yes),
            Self::Not(part) => !part.holds(facts),
            Self::Is(index, list) => {
                leaf(*index, &|value| list.iter().fold(Tri::No, |so_far, operand| so_far.or(operand.equals(value))))
            }
            Self::AtLeast(index, operand) => leaf(*index, &|value| operand.reached_by(value)),
            Self::Below(index, operand) => leaf(*index, &|value| !operand.reached_by(value)),
        }
    }

    /// Facts that keep it from an answer.
    pub fn open(&self, facts: &impl Lookup, into: &mut Vec<usize>) {
        if self.holds(facts) != Tri::Unknown {
            return;
        }
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.open(facts, into)),
            Self::Not(part) => part.open(facts, into),
            Self::Is(index, _) | Self::AtLeast(index, _) | Self::Below(index, _) => {
                if !into.contains(index) {
                    into.push(*index);
                }
            }
        }
    }

    /// Facts that it asks for.
    pub fn facts(&self, into: &mut Vec<usize>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.facts(into)),
            Self::Not(part) => part.facts(into),
            Self::Is(index, _) | Self::AtLeast(index, _) | Self::Below(index, _) => into.push(*index),
        }
    }
}

fn together(parts: &[Condition], facts: &impl Lookup, start: Tri, join: fn(Tri, Tri) -> Tri, decided: Tri) -> Tri {
    let mut so_far = start;
    for part in parts {
        so_far = join(so_far, part.holds(facts));
        if so_far == decided {
            break;
        }
    }
    so_far
}

fn read(raw: &RawCondition, path: &str) -> Result<Condition, ConditionError> {
    let fail = |at: &str, mistake| Err(ConditionError { path: join(path, at), mistake });
    let parts = |list: &[RawCondition], key: &str| {
        let part = |(i, part)| read(part, &join(path, &format!("{key}.{i}")));
        list.iter().enumerate().map(part).collect::<Result<Vec<_>, _>>()
    };
    match (&raw.all, &raw.any, &raw.not, &raw.fact) {
        (Some(list), None, None, None) => Ok(Condition::All(parts(list, "all")?)),
        (None, Some(list), None, None) => Ok(Condition::Any(parts(list, "any")?)),
        (None, None, Some(part), None) => Ok(Condition::Not(Box::new(read(part, &join(path, "not"))?))),
        (None, None, None, Some(name)) => match fact(name) {
            Some((index, fact)) => leaf(raw, path, index, fact),
            None => fail("fact", Mistake::Fact(name.clone())),
        },
        _ => fail("", Mistake::Shape),
    }
}

fn leaf(raw: &RawCondition, path: &str, index: usize, fact: &'static Fact) -> Result<Condition, ConditionError> {
    let fail = |at: &str, mistake| ConditionError { path: join(path, at), mistake };
    let operand = |json: &Json, at: &str| {
        Operand::read(fact.kind, json).ok_or_else(|| fail(at, Mistake::Value(fact, json.clone())))
    };
    let ordered = |at: &str| if fact.kind.is_ordered() { Ok(()) } else { Err(fail(at, Mistake::Order(fact))) };
    match (&raw.is, &raw.one_of, &raw.at_least, &raw.below) {
        (Some(value), None, None, None) => Ok(Condition::Is(index, vec![operand(value, "is")?])),
        (None, Some(list), None, None) => {
            let each = |(i, value)| operand(value, &format!("one_of.{i}"));
            Ok(Condition::Is(index, list.iter().enumerate().map(each).collect::<Result<_, _>>()?))
        }
        (None, None, None, None) => Err(fail("fact", Mistake::Shape)),
        (None, None, from, before) => {
            ordered(if from.is_some() { "at_least" } else { "below" })?;
            let from = from.as_ref().map(|value| Ok(Condition::AtLeast(index, operand(value, "at_least")?)));
            let before = before.as_ref().map(|value| Ok(Condition::Below(index, operand(value, "below")?)));
            from.into_iter().chain(before).collect::<Result<_, _>>().map(Condition::All)
        }
        _ => Err(fail("fact", Mistake::Shape)),
    }
}

fn join(path: &str, key: &str) -> String {
    match (path, key) {
        ("", key) => key.to_owned(),
        (path, "") => path.to_owned(),
        (path, key) => format!("{path}.{key}"),
    }
}

/// Facts of an example, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Example(Vec<Option<Operand>>);

impl Example {
    /// Reads the facts of an example.
    ///
    /// # Errors
    /// The first that does not exist or cannot have its value.
    pub fn read<'j>(facts: impl IntoIterator<Item = (&'j String, &'j Json)>) -> Result<Self, ConditionError> {
        let mut values = vec![None; FACTS.len()];
        for (name, json) in facts {
            let fail = |mistake| ConditionError { path: name.clone(), mistake };
            let (index, fact) = fact(name).ok_or_else(|| fail(Mistake::Fact(name.clone())))?;
            let value = Operand::read_fact(fact.kind, json);
            let value = value.ok_or_else(|| fail(Mistake::Value(fact, json.clone())))?;
            if let Some(place) = values.get_mut(index) {
                *place = Some(value);
            }
        }
        Ok(Self(values))
    }
}

impl Lookup for Example {
    fn value(&self, index: usize) -> Option<Value<'_>> {
        self.0.get(index)?.as_ref().map(Operand::value)
    }
}
