namespace Slipway.Protocols.Json.Reading;

/// <summary>BOOL: <c>true</c> and <c>false</c>, nothing that merely resembles them.</summary>
internal readonly struct BooleanFormat : IElementFormat<byte>
{
    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out byte value, out int consumed)
    {
        var isTrue = !input.IsEmpty && input[0] == 't';
        var keyword = isTrue ? "true"u8 : "false"u8;
        value = isTrue ? (byte)1 : (byte)0;
        consumed = keyword.Length;
        return Keyword.Match(input, isComplete, keyword);
    }
}
