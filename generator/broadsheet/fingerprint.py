"""Canonical bytes of a value and their hash. No disk, no clock.

Every value that reaches a page is a frozen `msgspec.Struct`, a text, a number, a truth value,
`None`, or a tuple of these: all of them have one MessagePack form, field by field in the order of
the class, so equal values give equal bytes in every process. A mapping keeps the order of its
source file; a set has no order and must be sorted into a tuple first.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from struct import pack
from typing import Any, TypeVar
from zlib import crc32

import msgspec

DIGEST_BYTES = 16
"""128 bits: two of a million pages would share a hash once in 10^26 builds."""

_encoder = msgspec.msgpack.Encoder()


def digest_of_bytes(data: bytes) -> bytes:
    """Return the BLAKE2b hash (16 bytes) of `data`."""
    return blake2b(data, digest_size=DIGEST_BYTES).digest()


def digest_of(value: object) -> bytes:
    """Return the hash of a frozen value; raises TypeError for what has no canonical form."""
    return blake2b(_encoder.encode(value), digest_size=DIGEST_BYTES).digest()


def digest_of_parts(parts: Iterable[bytes]) -> bytes:
    """Return the hash of a row of hashes. Each part must have a fixed length."""
    return blake2b(b"".join(parts), digest_size=DIGEST_BYTES).digest()


class Digested(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen value that carries its own hash, so that a page showing it need not read it again.

    `digest` is filled by `sealed` and covers every other field.
    """

    digest: bytes = b""


SealedT = TypeVar("SealedT", bound=Digested)


def sealed(value: SealedT) -> SealedT:
    """Return `value` with `digest` set to the hash of its other fields, whatever it was before."""
    plain = msgspec.structs.replace(value, digest=b"") if value.digest else value
    return msgspec.structs.replace(value, digest=digest_of(plain))


def digest_of_inputs(kind: str, values: Iterable[object]) -> bytes:
    """Return the hash of everything that a page is made from.

    Sealed values count by the digest they carry, so that a page of 25 stories costs 25 short
    reads; everything else counts in full.
    """
    plain: list[Any] = []
    for value in values:
        if type(value) is tuple:
            is_sealed = value and isinstance(value[0], Digested)
            plain.append(b"".join([part.digest for part in value]) if is_sealed else value)
        else:
            plain.append(value.digest if isinstance(value, Digested) else value)
    return blake2b(kind.encode() + _encoder.encode(plain), digest_size=DIGEST_BYTES).digest()


def sums_of(values: Iterable[object]) -> bytes:
    """Return two bytes for each value, by which `changed_places` tells which of them differ.

    They decide nothing, for one of 65,536 changes goes unseen. Sealed values count by their digest.
    """
    return b"".join([pack("<H", crc32(_bytes_of(value)) & 0xFFFF) for value in values])


def changed_places(now: bytes, before: bytes) -> tuple[int, ...]:
    """Return the places of the values that differ, by their `sums_of`; none if others were summed.

    Others: so many more or fewer.
    """
    if len(now) != len(before):
        return ()
    places = range(len(now) // 2)
    return tuple(at for at in places if now[2 * at : 2 * at + 2] != before[2 * at : 2 * at + 2])


def _bytes_of(value: object) -> bytes:
    if isinstance(value, Digested):
        return value.digest
    if type(value) is tuple and value and isinstance(value[0], Digested):
        return b"".join([part.digest for part in value])
    return _encoder.encode(value)
