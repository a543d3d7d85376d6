//! A host of the component: what a program writes once to call mcpglot without trusting it.
//!
//! The component imports nothing, so there is nothing to grant. What is left is to say how much work ([`Limits::fuel`]), how
//! much memory ([`Limits::memory`]) and how much time ([`Limits::time`]) a call may take. A call that goes beyond ends with an
//! error: [`Trap::OutOfFuel`](wasmtime::Trap), [`Trap::Interrupt`](wasmtime::Trap), or one that says that memory was not
//! allowed to grow. Its instance is gone by then, and the next call has one of its own, which costs a few microseconds.

use std::path::Path;
use std::thread;
use std::time::Duration;

use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Result, Store, StoreLimits, StoreLimitsBuilder};

pub use bindings::exports::mcpglot::convert::converter;
use bindings::{Plugin, PluginPre};

/// Generated from the WIT: [`converter`] has its records and functions.
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
    /// Units of work, about one for each WebAssembly instruction. The same call always takes the same number of them.
    pub fuel: u64,
    /// Bytes of memory.
    pub memory: usize,
    /// Time on the clock. A call ends within [`TICK`] after it.
    pub time: Duration,
}

impl Default for Limits {
    /// Enough for a text of 1 MiB.
    fn default() -> Self {
        Self { fuel: 10_000_000_000, memory: 64 << 20, time: Duration::from_secs(5) }
    }
}

/// How often running calls look at the clock.
pub const TICK: Duration = Duration::from_millis(10);

/// The component, ready to be instantiated.
pub struct Translator {
    engine: Engine,
    plugin: PluginPre<StoreLimits>,
}

impl Translator {
    /// Loads what `wasmtime compile -W fuel=1,epoch-interruption=y` has made of the component.
    ///
    /// # Safety
    /// It is machine code: the file must be one that you have compiled. The component itself may come from anybody.
    ///
    /// # Errors
    /// The file cannot be read, or was compiled by another release of wasmtime or with other options.
    #[expect(unsafe_code, reason = "see there")]
    pub unsafe fn load(compiled: &Path) -> Result<Self> {
        let engine = Engine::new(Config::new().consume_fuel(true).epoch_interruption(true))?;
        // SAFETY: the caller vouches for the file.
        let component = unsafe { Component::deserialize_file(&engine, compiled)? };
        // The linker is empty: a component that imports anything is refused here.
        let plugin = PluginPre::new(Linker::new(&engine).instantiate_pre(&component)?)?;
        let clock = engine.weak();
        thread::spawn(move || {
            while let Some(engine) = clock.upgrade() {
                engine.increment_epoch();
                thread::sleep(TICK);
            }
        });
        Ok(Self { engine, plugin })
    }

    /// Calls a function of the component, in an instance of its own.
    ///
    /// # Errors
    /// The call went beyond a limit.
    pub fn call<T>(
        &self,
        limits: Limits,
        function: impl FnOnce(&converter::Guest, &mut Store<StoreLimits>) -> Result<T>,
    ) -> Result<T> {
        let memory = StoreLimitsBuilder::new().memory_size(limits.memory).trap_on_grow_failure(true).build();
        let mut store = Store::new(&self.engine, memory);
        store.limiter(|limits| limits);
        store.set_fuel(limits.fuel)?;
        store.set_epoch_deadline((limits.time.as_millis() / TICK.as_millis()) as u64 + 1);
        let plugin: Plugin = self.plugin.instantiate(&mut store)?;
        function(plugin.mcpglot_convert_converter(), &mut store)
    }
}
