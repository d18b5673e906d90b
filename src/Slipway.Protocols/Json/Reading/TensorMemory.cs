namespace Slipway.Protocols.Json.Reading;

/// <summary>How much memory a tensor gets before its bytes have arrived.</summary>
internal static class TensorMemory
{
    private const long MostInAdvance = 256 << 10;

    /// <summary>
    /// What is declared, but no more than could still arrive, and never over 256 KB on trust: beyond that the writer
    /// doubles as bytes come.
    /// </summary>
    public static int InitialCapacity(long declared, long possible) =>
        (int)Math.Clamp(Math.Min(declared, possible), 0, MostInAdvance);
}
