//! Leptos' signals, memos and stored values, with code that is in the wasm file once.
//!
//! Each type of value that Leptos' own are used with brings its own copy of reading, writing and
//! following, two kilobytes of it, and the view has sixty types. Here all values are kept behind one
//! pointer, and only what puts them there and takes them out knows their type. As a page runs on one
//! thread, no value has to be one that threads can share. The rest of the view uses these, and of
//! Leptos' prelude only what it names.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude as leptos;
use leptos::{Get, GetUntracked, GetValue, IsDisposed, Set, UpdateUntracked};
use send_wrapper::SendWrapper;

/// A value of any type.
#[derive(Clone)]
pub(super) struct Erased(SendWrapper<Rc<dyn Any>>);

impl Erased {
    fn new(value: Rc<dyn Any>) -> Self {
        Self(SendWrapper::new(value))
    }

    fn get<T: 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

/// What one of Leptos' three keeps a value in.
pub(super) trait Source: Copy {
    /// The value, followed if that can be.
    fn read(self) -> Rc<dyn Any>;

    /// The value, not followed.
    fn read_untracked(self) -> Rc<dyn Any>;
}

/// One of Leptos' three, and the type of its value.
///
/// Cheap to copy: all copies are the same. It goes with the part of the view it was made in.
pub(super) struct Handle<S, T> {
    source: S,
    of: PhantomData<fn() -> T>,
}

/// A value that may change; whoever reads it in an effect, a memo or a view is told.
pub(super) type RwSignal<T> = Handle<leptos::RwSignal<Erased>, T>;

/// What is worked out from signals, and tells its followers only when it has become another.
pub(super) type Memo<T> = Handle<leptos::Memo<Erased>, T>;

/// A value that nobody follows, to be reached from wherever the view needs it.
pub(super) type StoredValue<T> = Handle<leptos::StoredValue<Erased>, RefCell<T>>;

impl<S: Copy, T> Clone for Handle<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Copy, T> Copy for Handle<S, T> {}

impl<S: Source, T: 'static> Handle<S, T> {
    fn of(source: S) -> Self {
        Self { source, of: PhantomData }
    }

    /// The value, followed.
    pub(super) fn read(self) -> Rc<T> {
        typed(self.source.read())
    }

    /// The value, not followed.
    pub(super) fn read_untracked(self) -> Rc<T> {
        typed(self.source.read_untracked())
    }

    /// What `look` makes of the value, followed.
    pub(super) fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.read())
    }

    /// What `look` makes of the value, not followed.
    pub(super) fn with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.read_untracked())
    }

    /// A copy of the value, followed.
    pub(super) fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value, not followed.
    pub(super) fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Follows the value without looking at it.
    pub(super) fn track(self) {
        self.source.read();
    }
}

impl<S: IsDisposed, T> Handle<S, T> {
    /// Whether the part of the view it was made in is gone.
    pub(super) fn is_disposed(&self) -> bool {
        self.source.is_disposed()
    }
}

impl<T: 'static> RwSignal<T> {
    /// A signal of the part of the view that is being made.
    pub(super) fn new(value: T) -> Self {
        Self::of(new_signal(Rc::new(value)))
    }

    /// A copy of the value, not followed; `None` when the part of the view is gone.
    pub(super) fn try_get_untracked(self) -> Option<T>
    where
        T: Clone,
    {
        (!self.is_disposed()).then(|| self.get_untracked())
    }

    /// Writes a value and tells all who follow.
    pub(super) fn set(self, value: T) {
        write(self.source, Rc::new(value));
    }

    /// The same, unless it is what was there: then nobody is told.
    pub(super) fn set_if_other(self, value: T)
    where
        T: PartialEq,
    {
        if *self.read_untracked() != value {
            self.set(value);
        }
    }

    /// Writes a value, unless the part of the view is gone.
    pub(super) fn try_set(self, value: T) {
        if !self.is_disposed() {
            self.set(value);
        }
    }

    /// Changes the value and tells all who follow. `change` must not look at the signal, and nobody
    /// may still hold what they have read.
    pub(super) fn update(self, change: impl FnOnce(&mut T)) {
        write(self.source, self.taken(change).1);
    }

    /// Changes the value and tells nobody; otherwise the same.
    pub(super) fn update_untracked<R>(self, change: impl FnOnce(&mut T) -> R) -> R {
        let (outcome, value) = self.taken(change);
        exchange(self.source, value);
        outcome
    }

    /// What `change` makes of the value, which is to be put back.
    fn taken<R>(self, change: impl FnOnce(&mut T) -> R) -> (R, Rc<T>) {
        let mut value = typed(exchange(self.source, Rc::new(())));
        // What was read is held by nobody for longer than the look at it: the view keeps no value that
        // `read` gave. It is the rule that Leptos' own have too.
        let outcome = change(Rc::get_mut(&mut value).expect("not changed while it is read"));
        (outcome, value)
    }
}

impl<T: PartialEq + 'static> Memo<T> {
    /// `work_out` is given what came out before, and runs again when a signal it read has changed.
    pub(super) fn new(work_out: impl Fn(Option<&T>) -> T + 'static) -> Self {
        let work_out = move |before: Option<&Erased>| {
            Erased::new(Rc::new(work_out(before.and_then(Erased::get))))
        };
        Self::of(new_memo(Box::new(work_out), differ::<T>))
    }
}

impl<T: 'static> StoredValue<T> {
    /// A value of the part of the view that is being made.
    pub(super) fn new(value: T) -> Self {
        Self::of(new_stored(Rc::new(RefCell::new(value))))
    }

    /// What `look` makes of the value.
    pub(super) fn with_value<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.read_untracked().borrow())
    }

    /// The same; `None` when the part of the view is gone.
    pub(super) fn try_with_value<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.try_cell().map(|cell| look(&cell.borrow()))
    }

    /// A copy of the value.
    pub(super) fn get_value(self) -> T
    where
        T: Clone,
    {
        self.with_value(T::clone)
    }

    /// The same; `None` when the part of the view is gone.
    pub(super) fn try_get_value(self) -> Option<T>
    where
        T: Clone,
    {
        self.try_with_value(T::clone)
    }

    /// Writes a value.
    pub(super) fn set_value(self, value: T) {
        self.update_value(|before| *before = value);
    }

    /// Changes the value.
    pub(super) fn update_value<R>(self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.read_untracked().borrow_mut())
    }

    /// The same; `None` when the part of the view is gone.
    pub(super) fn try_update_value<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.try_cell().map(|cell| change(&mut cell.borrow_mut()))
    }

    fn try_cell(self) -> Option<Rc<RefCell<T>>> {
        (!self.is_disposed()).then(|| self.read_untracked())
    }
}

fn differ<T: PartialEq + 'static>(before: Option<&Erased>, now: Option<&Erased>) -> bool {
    before.and_then(Erased::get::<T>) != now.and_then(Erased::get::<T>)
}

fn typed<T: 'static>(value: Rc<dyn Any>) -> Rc<T> {
    // A handle takes out what one of the same type has put in. Only who looked at a signal while
    // changing it would find nothing in its place, and `update` forbids that.
    value.downcast().unwrap_or_else(|_| unreachable!("read while it is changed"))
}

// The rest is what Leptos does. It knows no type, and is not to be compiled into each of those that do.

macro_rules! followed {
    ($($source:ty),*) => {$(
        impl Source for $source {
            #[inline(never)]
            fn read(self) -> Rc<dyn Any> {
                self.get().0.take()
            }

            #[inline(never)]
            fn read_untracked(self) -> Rc<dyn Any> {
                self.get_untracked().0.take()
            }
        }
    )*};
}

followed!(leptos::RwSignal<Erased>, leptos::Memo<Erased>);

impl Source for leptos::StoredValue<Erased> {
    fn read(self) -> Rc<dyn Any> {
        self.read_untracked()
    }

    #[inline(never)]
    fn read_untracked(self) -> Rc<dyn Any> {
        self.get_value().0.take()
    }
}

#[inline(never)]
fn new_signal(value: Rc<dyn Any>) -> leptos::RwSignal<Erased> {
    leptos::RwSignal::new(Erased::new(value))
}

#[inline(never)]
fn write(signal: leptos::RwSignal<Erased>, value: Rc<dyn Any>) {
    signal.set(Erased::new(value));
}

/// Tells nobody.
#[inline(never)]
fn exchange(signal: leptos::RwSignal<Erased>, value: Rc<dyn Any>) -> Rc<dyn Any> {
    let mut value = Erased::new(value);
    signal.update_untracked(|before| std::mem::swap(before, &mut value));
    value.0.take()
}

type WorkOut = Box<dyn Fn(Option<&Erased>) -> Erased>;

#[inline(never)]
fn new_memo(
    work_out: WorkOut,
    differ: fn(Option<&Erased>, Option<&Erased>) -> bool,
) -> leptos::Memo<Erased> {
    let work_out = SendWrapper::new(work_out);
    leptos::Memo::new_with_compare(move |before| work_out.as_ref()(before), differ)
}

#[inline(never)]
fn new_stored(value: Rc<dyn Any>) -> leptos::StoredValue<Erased> {
    leptos::StoredValue::new(Erased::new(value))
}
