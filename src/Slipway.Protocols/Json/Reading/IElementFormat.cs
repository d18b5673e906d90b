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
}
