namespace Slipway.Protocols.Json.Reading;

/// <summary>The JSON form of the elements of one fixed-size type.</summary>
internal interface IElementFormat<T>
    where T : unmanaged
{
    /// <summary>
    /// Parses the element at the start of <paramref name="input"/>. With <paramref name="isComplete"/> false, an
    /// element that touches the end of the input is Incomplete: it may go on.
    /// </summary>
    static abstract ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out T value, out int consumed);

    /// <summary>
    /// Takes many elements at once, each of them with the comma behind it and a space behind that, as long as they are of
    /// the usual form; stops before the first that is not. Says nothing about that one.
    /// </summary>
    /// <param name="input">Text that begins at an element.</param>
    /// <param name="slots">Where the elements go, and how many may be taken.</param>
    /// <param name="consumed">Bytes of those that were taken.</param>
    /// <returns>How many were taken.</returns>
    static virtual int TakeRun(ReadOnlySpan<byte> input, Span<T> slots, out int consumed)
    {
        consumed = 0;
        return 0;
    }
}
