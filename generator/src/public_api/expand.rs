//! Puts what macros of the crate make in the place of their calls.
//!
//! Most calls are alike but for the names that they are about. What is made for one with placeholders for names is read
//! once; for each call the names are filled in.

use std::collections::HashMap;
use std::rc::Rc;

use proc_macro2::TokenStream;

use super::condition::Condition;
use super::model::{Crate, ModuleId};
use super::rules::{Argument, Rules, Unit};

/// A `macro_rules!`.
pub(super) struct Macro {
    module: ModuleId,
    name: String,
    condition: Condition,
    rules: Rules,
}

impl Macro {
    pub fn new(module: ModuleId, name: String, condition: Condition, body: TokenStream) -> Self {
        Self { module, name, condition, rules: Rules::new(body) }
    }
}

/// A call where items stand.
pub(super) struct Call {
    pub module: ModuleId,
    pub condition: Condition,
    pub name: String,
    pub tokens: TokenStream,
}

/// Calls within what calls make, so deep at most.
const DEPTH: usize = 16;

/// What a unit of a call makes with its arguments left open, by macro and shape; `None` where that cannot be told.
type Made = HashMap<(usize, String), Option<Crate>>;

/// Expands all calls. Gives those of which it cannot be told what they make.
pub(super) fn expand(read: &mut Crate) -> Vec<Call> {
    let mut expansion =
        Expansion { macros: std::mem::take(&mut read.macros).into_iter().map(Rc::new).collect(), made: Made::new() };
    let mut calls = std::mem::take(&mut read.calls);
    calls.retain(|call| !expansion.call(call, read, DEPTH));
    calls
}

struct Expansion {
    macros: Vec<Rc<Macro>>,
    made: Made,
}

impl Expansion {
    /// Whether all that the call makes is known.
    fn call(&mut self, call: &Call, into: &mut Crate, depth: usize) -> bool {
        let meant = self.meant(call);
        let mut is_known = !meant.is_empty() && depth > 0;
        for index in meant.into_iter().filter(|_| depth > 0) {
            let found = Rc::clone(&self.macros[index]);
            let mut condition = call.condition.clone();
            condition.and(&found.condition);
            match found.rules.units(&call.tokens) {
                Some(units) => {
                    for unit in &units {
                        is_known &= self.unit(index, unit, depth, |made, arguments| {
                            into.fill(made, call.module, &condition, arguments);
                        });
                    }
                }
                None => is_known = false,
            }
        }
        is_known
    }

    /// The macros of that name, several by their features; of those that lie apart, the one that lies where it is called.
    fn meant(&self, call: &Call) -> Vec<usize> {
        let named = (0..self.macros.len()).filter(|index| self.macros[*index].name == call.name);
        let (near, far): (Vec<usize>, Vec<usize>) = named.partition(|index| self.macros[*index].module == call.module);
        if near.is_empty() { far } else { near }
    }

    /// Hands over what a unit makes, if it can be told.
    fn unit(&mut self, index: usize, unit: &Unit<'_>, depth: usize, fill: impl FnOnce(&Crate, &[Argument])) -> bool {
        let key = (index, unit.shape.clone());
        if !self.made.contains_key(&key) {
            let made = self.read(unit.tokens(), depth);
            self.made.insert(key.clone(), made);
        }
        match self.made.get(&key) {
            Some(Some(made)) => {
                fill(made, &unit.arguments);
                true
            }
            _ => false,
        }
    }

    /// Reads what is made with placeholders; calls in it are expanded on the way.
    fn read(&mut self, tokens: TokenStream, depth: usize) -> Option<Crate> {
        let file: syn::File = syn::parse2(tokens).ok()?;
        let mut read = Crate::new();
        read.items(0, &Condition::default(), &file.items);
        let calls = std::mem::take(&mut read.calls);
        let is_known = calls.iter().all(|call| self.call(call, &mut read, depth - 1));
        (is_known && read.is_plain()).then_some(read)
    }
}
