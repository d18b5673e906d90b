using System.Runtime.InteropServices;

namespace Slipway.Gateway.Balancing;

/// <summary>
/// A hash that is the same in every process, so that gateways agree on where a caller belongs: FNV-1a, and behind it the
/// finaliser of MurmurHash3, as FNV alone does not spread the last characters over the high bits.
/// </summary>
internal static class StableHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> text, ReadOnlySpan<char> salt)
    {
        var hash = Add(Add(Offset, MemoryMarshal.AsBytes(text)) ^ 0xff, MemoryMarshal.AsBytes(salt));
        return Spread(hash);
    }

    /// <summary>From 0 to below 1, evenly.</summary>
    public static double Part(ReadOnlySpan<char> text, int salt)
    {
        var hash = Add(Offset, MemoryMarshal.AsBytes(text));
        hash = Add(hash, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in salt)));
        return (Spread(hash) >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            hash = (hash ^ one) * Prime;
        }

        return hash;
    }

    private static ulong Spread(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
