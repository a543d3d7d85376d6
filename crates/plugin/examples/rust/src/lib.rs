//! A host of the component: what a program writes once to call mcpglot without trusting it.
//!
//! The component imports nothing, so there is nothing to grant. What is left is to say how much a call may use up:
//! [`Limits`]. A call that goes beyond ends with an error: [`wasmtime::Trap::OutOfFuel`], [`wasmtime::Trap::Interrupt`], or
//! one that says that memory was not allowed to grow. Its instance is of no use then; another takes microseconds.

#![allow(missing_debug_implementations, reason = "what holds an engine, and what is generated, has nothing to show")]

use std::path::Path;
use std::thread;
use std::time::Duration;

use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Result, Store, StoreLimits, StoreLimitsBuilder};

/// The world, for who has an engine and limits of their own.
pub use bindings::{Plugin, PluginPre};

/// The records and functions of the component, generated from the WIT.
pub use bindings::exports::mcpglot::convert::converter;

#[allow(missing_docs, reason = "generated")]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit/0.1.0",
        world: "plugin",
        ownership: Borrowing { duplicate_if_necessary: false },
    });
}

/// What one call may use up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of memory. A call takes some 50 times the length of its texts, up to some 110 times where they are nothing but
    /// short values, and more, up to a thousand times, where these are findings, are traced, or become command lines.
    pub memory: usize,
    /// Time on the clock; a call ends within [`TICK`] after it. `None` costs a quarter less of it.
    pub time: Option<Duration>,
    /// Work: one unit is about one instruction. The same call always takes the same, on every machine. `None` for no limit.
    pub fuel: Option<u64>,
}

impl Default for Limits {
    /// Enough for texts of a mebibyte that are no row of findings, on a slow machine.
    fn default() -> Self {
        Self { memory: 128 << 20, time: Some(Duration::from_secs(2)), fuel: None }
    }
}

/// How often a running call looks at the clock.
pub const TICK: Duration = Duration::from_millis(10);

/// The component, ready to be instantiated.
pub struct Translator {
    engine: Engine,
    plugin: PluginPre<StoreLimits>,
    limits: Limits,
}

impl Translator {
    /// Loads what `wasmtime compile` has made of the component: with `-W epoch-interruption=y` if there is a limit of time,
    /// with `-W fuel=1` if there is one of fuel.
    ///
    /// # Safety
    /// The file is machine code: it must be one that you have compiled. The component itself may come from anybody.
    ///
    /// # Errors
    /// The file cannot be read, or another release of wasmtime or other options have made it.
    #[expect(unsafe_code, reason = "see there")]
    pub unsafe fn load(compiled: &Path, limits: Limits) -> Result<Self> {
        let mut config = Config::new();
        config.epoch_interruption(limits.time.is_some()).consume_fuel(limits.fuel.is_some());
        let engine = Engine::new(&config)?;
        // SAFETY: the caller vouches for the file.
        let component = unsafe { Component::deserialize_file(&engine, compiled)? };
        // Nothing is linked: a component that imports anything is refused here.
        let plugin = PluginPre::new(Linker::new(&engine).instantiate_pre(&component)?)?;
        if limits.time.is_some() {
            let engine = engine.weak();
            thread::spawn(move || {
                while let Some(engine) = engine.upgrade() {
                    engine.increment_epoch();
                    thread::sleep(TICK);
                }
            });
        }
        Ok(Self { engine, plugin, limits })
    }

    /// An instance, for one call or for many.
    ///
    /// # Errors
    /// The limit of memory is less than what an instance begins with.
    pub fn start(&self) -> Result<Instance> {
        let memory = StoreLimitsBuilder::new().memory_size(self.limits.memory).trap_on_grow_failure(true).build();
        let mut store = Store::new(&self.engine, memory);
        store.limiter(|limits| limits);
        self.limits.renew(&mut store)?;
        let plugin = self.plugin.instantiate(&mut store)?;
        Ok(Instance { store, plugin, limits: self.limits })
    }
}

/// An instance of the component. A call leaves nothing behind in it but the memory that it took.
pub struct Instance {
    store: Store<StoreLimits>,
    plugin: Plugin,
    limits: Limits,
}

impl Instance {
    /// Calls a function of the component.
    ///
    /// # Errors
    /// The call went beyond a limit, or an earlier one did.
    pub fn call<T>(&mut self, function: impl FnOnce(&converter::Guest, &mut Store<StoreLimits>) -> Result<T>) -> Result<T> {
        self.limits.renew(&mut self.store)?;
        function(self.plugin.mcpglot_convert_converter(), &mut self.store)
    }
}

impl Limits {
    /// Gives the next call all that a call may have.
    fn renew(&self, store: &mut Store<StoreLimits>) -> Result<()> {
        if let Some(time) = self.time {
            store.set_epoch_deadline(time.as_millis().div_ceil(TICK.as_millis()) as u64 + 1);
        }
        self.fuel.map_or(Ok(()), |fuel| store.set_fuel(fuel))
    }
}
