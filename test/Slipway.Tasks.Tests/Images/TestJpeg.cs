namespace Slipway.Tasks.Tests.Images;

/// <summary>Progressive JPEGs of nothing: grey, and every scan says so once more in a few bytes.</summary>
internal static class TestJpeg
{
    // A code of one bit for each symbol that is used: no difference (DC), and 16,384 to 32,767 blocks without anything (AC).
    private const byte Nothing = 0x00;
    private const byte LongRun = 0xE0;

    public static byte[] OfScans(int side, int scans)
    {
        var blocks = (side + 7) / 8 * ((side + 7) / 8);
        var file = new List<byte> { 0xFF, 0xD8 };
        Add(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Add(file, 0xC2, [8, (byte)(side >> 8), (byte)side, (byte)(side >> 8), (byte)side, 1, 1, 0x11, 0]);
        Add(file, 0xC4, [0x00, 1, .. new byte[15], Nothing]);
        Add(file, 0xC4, [0x10, 1, .. new byte[15], LongRun]);
        Add(file, 0xDA, [1, 1, 0x00, 0, 0, 0]);
        AddBits(file, Enumerable.Repeat(false, blocks));
        var run = Enumerable.Range(0, 15).Select(bit => bit > 0);
        for (var scan = 1; scan < scans; scan++)
        {
            Add(file, 0xDA, [1, 1, 0x00, 1, 63, 0]);
            AddBits(file, Enumerable.Repeat(run, (blocks / 32_767) + 1).SelectMany(bits => bits));
        }

        return [.. file, 0xFF, 0xD9];
    }

    private static void Add(List<byte> file, byte marker, byte[] content) =>
        file.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);

    private static void AddBits(List<byte> file, IEnumerable<bool> bits)
    {
        foreach (var eight in bits.Chunk(8))
        {
            var value = 0;
            for (var i = 0; i < 8; i++)
            {
                // What is left of the last byte is ones.
                value = (value << 1) | (i >= eight.Length || eight[i] ? 1 : 0);
            }

            file.Add((byte)value);
            if (value == 0xFF)
                file.Add(0);
        }
    }
}
