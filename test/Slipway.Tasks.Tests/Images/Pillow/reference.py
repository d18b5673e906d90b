"""Writes pictures in many forms into a folder, each beside the pixels that Pillow decodes, and pixels that it resizes.

A line of index.txt is the name of a file, a width and a height; or the name of pixels, their width and height, a filter's
number, the width and height of the result and the name of the result.
"""

import math
import os
import struct
import sys
import zlib

from PIL import Image, ImageDraw, ImageOps

folder = sys.argv[1]
index = open(os.path.join(folder, "index.txt"), "w")
WIDTH, HEIGHT = 203, 151


def path(name):
    return os.path.join(folder, name)


def picture(width, height):
    image = Image.new("RGB", (width, height))
    pixels = image.load()
    for y in range(height):
        for x in range(width):
            pixels[x, y] = (
                int(128 + 127 * math.sin(x / 7 + y / 19)),
                255 * x // width,
                x * y * 7 % 256,
            )
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 10, height // 10, width // 2, height // 2), fill=(255, 0, 0))
    draw.rectangle((width // 2, height // 5, width - 5, height // 2), fill=(0, 0, 255))
    return image


def write_pixels(image, name):
    with open(path(name), "wb") as file:
        file.write(image.tobytes())


def note(name):
    seen = ImageOps.exif_transpose(Image.open(path(name)))
    write_pixels(seen.convert("RGB"), name + ".rgb")
    index.write(f"{name} {seen.width} {seen.height}\n")


def save(image, name, **options):
    image.save(path(name), **options)
    note(name)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def save_rgb16(name):
    rows = b"".join(
        b"\0" + b"".join(struct.pack(">HHH", x * 300 % 65536, y * 400 % 65536, x * y % 65536) for x in range(WIDTH))
        for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    with open(path(name), "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    note(name)


image = picture(WIDTH, HEIGHT)
transparent = image.convert("RGBA")
transparent.putalpha(image.convert("L"))
frames = [Image.new("RGB", (WIDTH, HEIGHT), (i * 40, 7, 255 - i * 40)) for i in range(4)]

save(image, "rgb.png")
save(image.convert("L"), "grey.png")
save(image.convert("1"), "bilevel.png")
save(image.convert("P"), "palette.png")
save(image.quantize(12), "palette-4-bit.png")
save(transparent, "alpha.png")
save(transparent.convert("LA"), "grey-alpha.png")
save_rgb16("16-bit.png")
save(image, "quality-90.jpg", quality=90)
save(image, "4-2-0.jpg", quality=75, subsampling=2)
save(image, "4-2-2.jpg", quality=75, subsampling=1)
save(image, "4-4-4.jpg", quality=75, subsampling=0)
save(image, "progressive.jpg", progressive=True)
save(image.convert("L"), "grey.jpg")
save(image.convert("CMYK"), "cmyk.jpg")
save(image, "lossy.webp", quality=80)
save(image, "lossless.webp", lossless=True)
save(transparent, "alpha.webp", quality=80)
save(transparent, "alpha-lossless.webp", lossless=True)
save(image, "palette.gif")
save(image, "rgb.bmp")
save(image.convert("P"), "palette.bmp")
for kind in ("gif", "webp", "png"):
    save(frames[0], f"animated.{kind}", save_all=True, append_images=frames[1:])
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(image, f"rotated-{orientation}.jpg", exif=exif, quality=95)
exif = Image.Exif()
exif[0x0112] = 6
save(image, "rotated.png", exif=exif)
save(image, "rotated.webp", exif=exif.tobytes(), lossless=True)

for number, (width, height) in enumerate([(203, 151), (640, 480), (37, 300), (7, 5), (1, 1)]):
    source = picture(width, height)
    write_pixels(source, f"source-{number}")
    for target in [(224, 224), (64, 48), (203, 20), (33, 151), (1, 1), (500, 331)]:
        for kernel in (0, 1, 2, 3, 4, 5):
            name = f"resized-{number}-{target[0]}-{target[1]}-{kernel}"
            write_pixels(source.resize(target, kernel), name)
            index.write(f"source-{number} {width} {height} {kernel} {target[0]} {target[1]} {name}\n")

index.close()
