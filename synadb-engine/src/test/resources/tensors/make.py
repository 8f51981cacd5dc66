"""Writes the files beside it. Needs NumPy and safetensors; run it in its directory."""

import warnings

import numpy as np
import safetensors

TYPES = ["f4", "f8", "f2", "i4", "i8", "i1", "u1", "b1"]


def values(kind, *shape):
    """Element i in row-major order is 3i - 7; halves for floats, parity for bools."""
    n = np.arange(np.prod(shape, dtype=int)) * 3 - 7
    if kind[0] == "f":
        n = n / 2
    elif kind[0] == "u":
        n = n + 7
    elif kind[0] == "b":
        n = n % 2
    return n.reshape(shape).astype(kind)


def with_version(name, array, version):
    with open(name, "wb") as f, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.lib.format.write_array(f, array, version=version)


for t in TYPES:
    np.save(f"{t}.npy", values(t, 2, 3))
for t in ["f4", "f8", "f2", "i4", "i8"]:
    np.save(f"big_{t}.npy", values(t, 2, 3).astype(">" + t))
for t in ["i2", "u2", "u4", "u8"]:
    np.save(f"{t}.npy", values(t, 2, 3))
np.save("big_u4.npy", values("u4", 2, 3).astype(">u4"))
np.save("fortran_f4.npy", np.asfortranarray(values("f4", 2, 3, 4)))
np.save("fortran_big_i8.npy", np.asfortranarray(values("i8", 3, 5).astype(">i8")))
np.save("scalar.npy", np.array(2.5))
np.save("empty.npy", np.zeros((0, 3), "f4"))
np.save("vector.npy", values("f4", 5))
with_version("version2.npy", values("f4", 2, 3), (2, 0))
with_version("version3.npy", values("f4", 2, 3), (3, 0))

np.save("object.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
np.save("structured.npy", np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
np.save("complex.npy", np.zeros(2, "c8"))
np.save("text.npy", np.array(["abc"]))
np.save("time.npy", np.array(["2026-01-01"], "M8[D]"))

np.savez("stored.npz", values("f4", 2, 3), labels=values("i8", 4), flags=values("b1", 3))
np.savez_compressed(
    "deflated.npz",
    a=values("f8", 100, 7),
    fortran=np.asfortranarray(values("i4", 3, 4, 5)),
    text=np.array(["abc"]),
)



def spec(dtype, array, shape=None):
    return safetensors.TensorSpec(
        dtype=dtype,
        shape=list(array.shape if shape is None else shape),
        data_ptr=array.ctypes.data,
        data_len=array.nbytes,
    )


arrays = {t: values(t, 2, 3) for t in TYPES}
upper_halves = (values("f4", 2, 3).view("u4") >> 16).astype("u2")
number = np.array(2.5, "f4")
nothing = np.zeros((0, 3), "f4")
safetensors.serialize_file(
    {
        **{f"layer/{t}": spec(a.dtype.name, a) for t, a in arrays.items()},
        "layer/bf16": spec("bfloat16", upper_halves),
        "größe": spec("float32", number),
        "empty": spec("float32", nothing),
    },
    "all.safetensors",
    {"format": "pt"},
)

shorts = values("i2", 2)
floats = values("f4", 2)
small = np.frombuffer(b"abc", "u1")
safetensors.serialize_file(
    {
        "a": spec("int16", shorts),
        "b": spec("float32", floats),
        "c": spec("float8_e4m3fn", small),
    },
    "others.safetensors",
    None,
)
