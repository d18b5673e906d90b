namespace Slipway.Tasks.Tokenizers.Unicode;

/// <summary>
/// The visible character for each byte in byte-level vocabularies: printable Latin-1 is itself, the others follow from
/// U+0100 on in order.
/// </summary>
internal static class ByteCharacters
{
    private static readonly char[] OfByte = Make();
    private static readonly short[] ToByte = Invert();

    public static char Of(byte value) => OfByte[value];

    /// <summary>The byte that a character stands for, or -1.</summary>
    public static int ByteOf(char unit) => unit < ToByte.Length ? ToByte[unit] : -1;

    private static char[] Make()
    {
        var characters = new char[256];
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= '!' and <= '~') or (>= 0xa1 and <= 0xac) or >= 0xae;
            characters[value] = printable ? (char)value : next++;
        }

        return characters;
    }

    private static short[] Invert()
    {
        var bytes = new short[0x200];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++)
            bytes[OfByte[value]] = (short)value;

        return bytes;
    }
}
