namespace Slipway.Protocols.Json.Reading;

/// <summary>How the digits of a plain decimal number become an element.</summary>
internal interface IPlainRounding<T>
    where T : unmanaged
{
    /// <summary>False where it cannot be done exactly this way, and takes a longer one.</summary>
    /// <param name="digits">Digits without the point, under 2^63.</param>
    /// <param name="fraction">How many of them stand behind it, under <see cref="PowersOfTen.Count"/>.</param>
    /// <param name="sign">1 for a minus, else 0.</param>
    /// <param name="value">The element.</param>
    static abstract bool TryRound(ulong digits, int fraction, int sign, out T value);
}
