using System.Buffers.Binary;
using SkiaSharp;

namespace Slipway.Tasks.Tests.Images;

/// <summary>A small file of each form, made here.</summary>
internal static class TestFiles
{
    private const int Width = 40;
    private const int Height = 31;

    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } =
        new Dictionary<string, Func<byte[]>>
        {
            ["jpeg"] = () => TestPictures.File(SKEncodedImageFormat.Jpeg, Width, Height),
            ["jpeg with exif"] = () =>
                TestExif.IntoJpeg(TestPictures.File(SKEncodedImageFormat.Jpeg, Width, Height), 6),
            ["png"] = () => TestPictures.File(SKEncodedImageFormat.Png, Width, Height),
            ["png of 16 bits"] = () => TestPng.File(20, 10, 16, TestPng.Rgb, Noise(10, 121)),
            ["webp"] = () => TestPictures.File(SKEncodedImageFormat.Webp, Width, Height),
            ["bmp"] = Bmp,
            ["gif"] = Gif,
        };

    /// <summary>Rows without a filter.</summary>
    private static byte[] Noise(int rows, int rowBytes)
    {
        var bytes = new byte[rows * rowBytes];
        new Random(3).NextBytes(bytes);
        for (var y = 0; y < rows; y++)
        {
            bytes[y * rowBytes] = 0;
        }

        return bytes;
    }

    private static byte[] Bmp()
    {
        const int width = 20;
        const int height = 15;
        var file = new byte[54 + (width * 3 * height)];
        new Random(4).NextBytes(file.AsSpan(54));
        "BM"u8.CopyTo(file);
        Write(2, file.Length);
        Write(6, 0);
        Write(10, 54);
        Write(14, 40);
        Write(18, width);
        Write(22, height);
        Write(26, 1 | (24 << 16));
        file.AsSpan(30, 24).Clear();
        return file;

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }

    /// <summary>
    /// Two frames of 16 × 12 pixels in four colours, each code written with three bits: a clear code before every second pixel
    /// keeps the dictionary from growing past them.
    /// </summary>
    private static byte[] Gif()
    {
        byte[] head = [.. "GIF89a"u8, 16, 0, 12, 0, 0x81, 0, 0, 10, 20, 30, 200, 0, 0, 0, 200, 0, 0, 0, 200];
        byte[] frame = [(byte)'!', 0xF9, 4, 0, 10, 0, 0, 0, (byte)',', 0, 0, 0, 0, 16, 0, 12, 0, 0, 2];
        return [.. head, .. frame, .. Codes(0), 0, .. frame, .. Codes(1), 0, (byte)';'];

        static byte[] Codes(int shift)
        {
            var codes = new List<int>();
            for (var i = 0; i < 16 * 12; i += 2)
            {
                codes.AddRange([4, (i + shift) / 3 % 4, (i + shift) / 5 % 4]);
            }

            codes.Add(5);
            var bytes = new byte[((codes.Count * 3) + 7) / 8];
            for (var i = 0; i < codes.Count * 3; i++)
            {
                bytes[i / 8] |= (byte)(((codes[i / 3] >> (i % 3)) & 1) << (i % 8));
            }

            return [(byte)bytes.Length, .. bytes];
        }
    }
}
