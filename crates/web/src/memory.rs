//! Text across the border between JavaScript and the engine.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc};

fn layout(length: usize) -> Option<Layout> {
    Layout::array::<u8>(length).ok().filter(|_| length > 0)
}

/// Room for so many bytes; null where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn take(length: usize) -> *mut u8 {
    // SAFETY: a layout of no bytes is never asked for.
    layout(length).map_or(std::ptr::null_mut(), |layout| unsafe { alloc(layout) })
}

/// Gives room back.
///
/// # Safety
/// It came from `take` or an answer, with this length, and is given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn give(pointer: *mut u8, length: usize) {
    if let Some(layout) = layout(length).filter(|_| !pointer.is_null()) {
        // SAFETY: the caller says that it was allocated with this layout.
        unsafe { dealloc(pointer, layout) };
    }
}

/// Adds a file of facts.
///
/// # Safety
/// As for `give`, which this does to the bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn load(pointer: *mut u8, length: usize) -> u64 {
    // SAFETY: the caller says so.
    answer(crate::load(&unsafe { bytes(pointer, length) }))
}

/// Answers a request.
///
/// # Safety
/// As for `give`, which this does to the text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn call(pointer: *mut u8, length: usize) -> u64 {
    // SAFETY: the caller says so.
    let request = unsafe { bytes(pointer, length) };
    answer(crate::call(&String::from_utf8_lossy(&request)))
}

/// Takes over bytes that JavaScript wrote.
unsafe fn bytes(pointer: *mut u8, length: usize) -> Vec<u8> {
    if pointer.is_null() || length == 0 {
        return Vec::new();
    }
    // SAFETY: `take` made it with the layout of a vector of this capacity.
    unsafe { Vec::from_raw_parts(pointer, length, length) }
}

/// Hands text over to JavaScript, which gives it back.
fn answer(text: String) -> u64 {
    let bytes = Box::leak(text.into_boxed_str().into_boxed_bytes());
    // Pointers have 32 bits here.
    ((bytes.as_mut_ptr() as u64) << 32) | bytes.len() as u64
}
