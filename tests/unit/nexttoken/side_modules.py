"""Modules of C that readers' Python loads, run by wasmtime, in a memory of their own."""

import ctypes
from dataclasses import dataclass

import wasmtime

PAGE, STACK, START = 65536, 65536, 131072


@dataclass(frozen=True)
class Copied:
    """So many bytes at an address, which a function gets as one of its own memory; results come back."""

    address: int
    size: int
    is_result: bool = False


class SideModule:
    """Such a module: a browser's `ctypes` calls its functions with addresses, and here these are copied."""

    def __init__(self, code):
        self._store = wasmtime.Store()
        self._memory = wasmtime.Memory(self._store, wasmtime.MemoryType(wasmtime.Limits(4, None)))
        module = wasmtime.Module(self._store.engine, code)
        instance = wasmtime.Instance(self._store, module, [self._import(entry) for entry in module.imports])
        self._exports = instance.exports(self._store)
        for name in ("__wasm_apply_data_relocs", "__wasm_call_ctors"):
            if name in self._exports:
                self._exports[name](self._store)

    def call(self, name, *arguments):
        """Call a function with numbers and what is copied."""
        copied = [each for each in arguments if isinstance(each, Copied)]
        place, places = START, {}
        for each in copied:
            places[each] = place
            place += -(-each.size // 16) * 16
        missing = place - self._memory.data_len(self._store)
        if missing > 0:
            self._memory.grow(self._store, -(-missing // PAGE))
        for each in copied:
            self._memory.write(self._store, ctypes.string_at(each.address, each.size), places[each])
        self._exports[name](self._store, *(places.get(each, each) for each in arguments))
        for each in copied:
            if each.is_result:
                found = self._memory.read(self._store, places[each], places[each] + each.size)
                ctypes.memmove(each.address, bytes(found), each.size)

    def _import(self, entry):
        if entry.name == "memory":
            return self._memory
        if entry.name == "__indirect_function_table":
            return wasmtime.Table(self._store, entry.type, None)
        start = {"__stack_pointer": STACK, "__memory_base": STACK, "__table_base": 0}[entry.name]
        return wasmtime.Global(self._store, entry.type, wasmtime.Val.i32(start))
