namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>bfloat16, the upper half of a single, for which .NET has no type yet.</summary>
internal static class BFloat16
{
    /// <summary>To the nearest, ties to even.</summary>
    public static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | 0x40)
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
