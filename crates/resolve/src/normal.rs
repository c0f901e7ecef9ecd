//! When two values say the same.

use model::{Field, Value};

/// True when `one` and `other`, values of `field`, say the same in normal form.
pub fn agrees(_field: Field, _one: &Value, _other: &Value) -> bool {
    todo!()
}
