"""What Pillow and numpy need for a JPEG that `picture FILE` wrote: decode, resize to 224 x 224, and make numbers of it."""

import io
import sys
import time

import numpy
from PIL import Image

content = open(sys.argv[1], "rb").read()
mean = numpy.array([0.485, 0.456, 0.406], dtype=numpy.float32)
std = numpy.array([0.229, 0.224, 0.225], dtype=numpy.float32)


def decode():
    return Image.open(io.BytesIO(content)).convert("RGB")


def preprocess(image, kernel):
    pixels = numpy.asarray(image.resize((224, 224), kernel), dtype=numpy.float32) / 255
    return numpy.ascontiguousarray(((pixels - mean) / std).transpose(2, 0, 1))


def measure(name, call):
    times = []
    for _ in range(60):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    print(f"{name}: {sorted(times)[len(times) // 2] * 1000:.2f} ms")


image = decode()
print(f"{len(content)} bytes, {image.width} x {image.height}")
measure("decode", decode)
for name, kernel in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC)):
    measure(f"preprocess, {name}", lambda: preprocess(image, kernel))
    measure(f"decode and preprocess, {name}", lambda: preprocess(decode(), kernel))
