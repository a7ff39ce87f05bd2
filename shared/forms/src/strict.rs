//! A deserializer of structs whose error for an unknown key suggests a similar key.
//!
//! The derived implementation of a struct with `deny_unknown_fields` rejects unknown keys, too, but its error is a text that
//! lists all keys. Here, the key is compared with those of the struct before the derived implementation reads it.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};

use super::read::did_you_mean;

/// Implements [`Deserialize`](serde::Deserialize) for structs that derive it with `#[serde(remote = "Self")]`, which makes
/// the derived implementation an associated function.
macro_rules! deserialize_strictly {
    ($($name:ident $(<$parameter:ident>)?),+) => {$(
        impl<'de, $($parameter: serde::Deserialize<'de>)?> serde::Deserialize<'de> for $name $(<$parameter>)? {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize($crate::strict::Strict(deserializer))
            }
        }
    )+};
}

pub(crate) use deserialize_strictly;

/// A deserializer for one struct, which has to be an object with keys of the struct.
pub(crate) struct Strict<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, keys, StrictVisitor { visitor, keys })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct StrictVisitor<V> {
    visitor: V,
    keys: &'static [&'static str],
}

impl<'de, V: Visitor<'de>> Visitor<'de> for StrictVisitor<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(StrictMap { map, keys: self.keys })
    }
}

struct StrictMap<A> {
    map: A,
    keys: &'static [&'static str],
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for StrictMap<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.map.next_key_seed(StrictKey { seed, keys: self.keys })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

struct StrictKey<K> {
    seed: K,
    keys: &'static [&'static str],
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for StrictKey<K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for StrictKey<K> {
    type Value = K::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<K::Value, E> {
        if self.keys.contains(&key) {
            let key: StrDeserializer<'_, E> = key.into_deserializer();
            return self.seed.deserialize(key);
        }
        let suggestion = did_you_mean(key, self.keys.iter().copied());
        let help = if suggestion.is_empty() {
            format!("; the keys are {}", self.keys.join(", "))
        } else {
            suggestion
        };
        Err(E::custom(format!("unknown key `{key}`{help}")))
    }
}
