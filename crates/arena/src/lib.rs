//! The memory of a WebAssembly module: handed out in one direction, and taken back as a whole when the next call begins.
//!
//! A call makes many small objects and leaves none. An allocator that keeps account of each would take a twelfth of the time of
//! a usual call, and as much of the module: where nothing is freed, rustc leaves out what would find out what to free. The price:
//! a call on a large document needs up to two thirds more memory.

#![no_std]
#![cfg(target_family = "wasm")]
#![expect(unsafe_code, reason = "an allocator is made of raw memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size, unreachable};
use core::cell::Cell;
use core::ops::Deref;
use core::ptr::{self, NonNull};

/// Bytes of a page of WebAssembly.
const PAGE: usize = 1 << 16;

/// The most pages that are asked for at once without need: 4 MiB.
const MOST: usize = 64;

// What the linker has placed below is none of ours.
unsafe extern "C" {
    static __heap_base: u8;
}

/// The allocator.
#[derive(Debug)]
pub struct Arena {
    /// Where the next object goes.
    top: Cell<usize>,
    /// Where the memory ends; 0 before the first object.
    end: Cell<usize>,
    /// From here on all objects are those of calls.
    start: Cell<usize>,
    /// Where the last call of a function left `top`.
    left: Cell<usize>,
}

// SAFETY: the module has one thread, as it has no shared memory.
unsafe impl Sync for Arena {}

impl Arena {
    /// With nothing in it.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a static takes no default")]
    pub const fn new() -> Self {
        Self { top: Cell::new(0), end: Cell::new(0), start: Cell::new(0), left: Cell::new(0) }
    }

    /// Runs `function`, whose objects may be taken back later. What somebody else has made meanwhile stays.
    pub fn within<T>(&self, function: impl FnOnce() -> T) -> T {
        if self.top.get() != self.left.get() {
            self.start.set(self.top.get());
        }
        let result = function();
        self.left.set(self.top.get());
        result
    }

    /// Takes back the objects of all that ran [`within`](Self::within) so far.
    ///
    /// # Safety
    /// None of them is used any more.
    pub unsafe fn take_back(&self) {
        self.top.set(self.start.get().max((&raw const __heap_base).addr()));
    }

    /// The place of an object, where there is room for it.
    fn place(&self, layout: Layout) -> Option<(usize, usize)> {
        let start = self.top.get().checked_next_multiple_of(layout.align())?;
        Some((start, start.checked_add(layout.size())?))
    }

    /// Makes room for an object.
    ///
    /// Where no memory is to be had, it traps, as whoever asks would do: with a pointer that is never null, each of them does without
    /// the question.
    #[cold]
    #[inline(never)]
    fn grow(&self, layout: Layout) -> NonNull<u8> {
        if self.end.get() == 0 {
            self.top.set((&raw const __heap_base).addr());
            self.end.set(memory_size(0) * PAGE);
        }
        let Some((start, end)) = self.place(layout) else { unreachable() };
        if end > self.end.get() {
            let wanted = (end - self.end.get()).div_ceil(PAGE);
            // Growing is slow; where more is not to be had, what is wanted will do. Who embeds the module may count what was asked.
            let pages = [wanted.max((self.end.get() / PAGE / 4).min(MOST)), wanted];
            let Some(pages) = pages.into_iter().find(|&pages| memory_grow(0, pages) != usize::MAX) else {
                unreachable();
            };
            self.end.set(self.end.get() + pages * PAGE);
        }
        self.top.set(end);
        object(start)
    }

    /// Apart from [`alloc`](GlobalAlloc::alloc), whose type does not say that its pointer is never null.
    #[inline(never)]
    fn get(&self, layout: Layout) -> NonNull<u8> {
        match self.place(layout) {
            Some((start, end)) if end <= self.end.get() => {
                self.top.set(end);
                object(start)
            }
            _ => self.grow(layout),
        }
    }
}

fn object(start: usize) -> NonNull<u8> {
    // SAFETY: below the heap are the stack and what the linker has placed.
    unsafe { NonNull::new_unchecked(ptr::with_exposed_provenance_mut(start)) }
}

// SAFETY: each object lies above all that were made before and below the end of the memory, aligned as asked.
unsafe impl GlobalAlloc for Arena {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.get(layout).as_ptr()
    }

    #[inline]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    #[inline]
    unsafe fn realloc(&self, object: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let is_last = object.addr() + layout.size() == self.top.get();
        if is_last && size <= self.end.get() - object.addr() {
            // A text that is written grows where it is.
            self.top.set(object.addr() + size);
            return object;
        }
        if size <= layout.size() {
            return object;
        }
        // SAFETY: the size is one that a caller may ask for, and the objects are apart.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            ptr::copy_nonoverlapping(object, moved, layout.size());
            moved
        }
    }
}

/// What one module has: only its one thread comes by it.
#[derive(Debug)]
pub struct Own<T>(T);

// SAFETY: the module has one thread, as it has no shared memory.
unsafe impl<T> Sync for Own<T> {}

impl<T> Own<T> {
    /// Of that value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Makes the crate a module: its memory is the arena `$arena`, and a panic is a trap. Nobody would read its message, and what
/// would write it is a twentieth of a module.
#[macro_export]
macro_rules! module {
    ($arena:ident) => {
        #[global_allocator]
        static $arena: $crate::Arena = $crate::Arena::new();

        #[cfg(module)]
        #[panic_handler]
        fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
            core::arch::wasm32::unreachable()
        }
    };
}
