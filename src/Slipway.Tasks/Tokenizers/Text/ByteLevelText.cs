using System.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Text;

/// <summary>Writes a text as the visible characters of its bytes in UTF-8; each comes from the whole character.</summary>
internal static class ByteLevelText
{
    public static void Write(Segment segment, NormalizedText target)
    {
        var span = segment.Span;
        Span<byte> bytes = stackalloc byte[4];
        for (int at = 0, length; at < span.Length; at += length)
        {
            length = 1;
            if (span[at] < 0x80)
            {
                target.Append(
                    ByteCharacters.Of((byte)span[at]),
                    segment.Text.Original(segment.Start + at, segment.Start + at + 1)
                );
                continue;
            }

            Rune.DecodeFromUtf16(span[at..], out var rune, out length);
            var original = segment.Text.Original(segment.Start + at, segment.Start + at + length);
            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
                target.Append(ByteCharacters.Of(value), original);
        }
    }
}
