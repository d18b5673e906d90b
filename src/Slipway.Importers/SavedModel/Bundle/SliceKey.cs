using System.Buffers.Binary;
using System.Text;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Bundle;

/// <summary>
/// The key under which a bundle holds a part of a partitioned variable: name, rank, and start and length in each
/// dimension, in a coding that sorts like the numbers.
/// </summary>
internal static class SliceKey
{
    private static readonly int[] Headers = [0, 0x80, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc, 0xfe, 0xff, 0xff, 0xff];

    public static string Of(string name, TensorSliceProto slice)
    {
        var key = new List<byte> { 0 };
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            key.Add(value);
            if (value is 0 or 0xff)
                key.Add((byte)~value);
        }

        key.AddRange([0, 1]);
        Unsigned(key, slice.Extent.Count);
        foreach (var extent in slice.Extent)
        {
            Signed(key, extent.Start);
            Signed(key, extent.HasLength ? extent.Length : -1);
        }

        return Encoding.Latin1.GetString([.. key]);
    }

    private static void Unsigned(List<byte> key, int value)
    {
        // Ranks are small: one byte, and before it the number of bytes.
        if (value > 0)
            key.Add(1);
        key.Add((byte)value);
    }

    private static void Signed(List<byte> key, long value)
    {
        var magnitude = value < 0 ? ~value : value;
        var length = 1;
        while (length < 10 && magnitude >> (7 * length - 1) != 0)
        {
            length++;
        }

        Span<byte> bytes = stackalloc byte[10];
        bytes[..2].Fill(value < 0 ? (byte)0xff : (byte)0);
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], value);
        var coded = bytes[(10 - length)..];
        coded[0] ^= (byte)Headers[length];
        if (length > 8)
            coded[1] ^= length == 9 ? (byte)0x80 : (byte)0xc0;
        foreach (var b in coded)
        {
            key.Add(b);
        }
    }
}
