using System.Buffers.Binary;
using System.Numerics;

namespace Slipway.Importers.SavedModel.Bundle;

/// <summary>The checksum of tables and bundles: CRC-32C, stored masked because it is taken of data that hold checksums.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The checksum of some bytes, or of bytes that come after those whose checksum is given.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var crc = ~before;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    public static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + MaskDelta;
}
