using System.Text;
using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;
using Utf8 = System.Text.Encoding;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>How SentencePiece treats white space.</summary>
internal readonly record struct SpaceRules(bool AddsPrefix, bool RemovesExtra, bool Escapes, bool AsSuffix);

/// <summary>
/// SentencePiece's own way: of the rules for what stands at a place the one for the longest text, symbols of users as they
/// are, one space where several were, and a mark for spaces, also in front of the text.
/// </summary>
internal sealed class SentencePieceNormalizer(CharacterMap? map, TokenMatcher userSymbols, SpaceRules spaces)
    : Normalizer
{
    /// <summary>Bytes of the longest text that a rule can be for; more are not looked at.</summary>
    private const int LongestRule = 96;

    private readonly char _space = spaces.Escapes ? '\u2581' : ' ';

    public override void Normalize(NormalizedText text)
    {
        var target = NormalizedText.Writable(text.Length + text.Length / 8 + 2, text.Origin);
        var span = text.Span;
        var afterSpace = spaces.RemovesExtra;
        var started = false;
        Span<byte> bytes = stackalloc byte[LongestRule];
        for (int at = 0, length; at < span.Length; at += length)
        {
            var mapped = Map(span, at, bytes, out length);
            if (afterSpace)
                mapped = mapped.TrimStart(' ');
            if (mapped.Length > 0)
            {
                if (!started && spaces.AddsPrefix && !spaces.AsSuffix)
                    target.Append(_space, First(text, at));

                started = true;
                Append(target, mapped, text, at, length);
                afterSpace = spaces.RemovesExtra && mapped.EndsWith(' ');
            }
        }

        TrimEnd(target);
        if (target.Length > 0 && spaces.AddsPrefix && spaces.AsSuffix)
            target.Append(_space, target.Original(target.Length - 1, target.Length));

        text.Become(target);
    }

    private static TextSpan First(NormalizedText text, int at) =>
        text.Original(at, at + (char.IsHighSurrogate(text.Span[at]) && at + 1 < text.Length ? 2 : 1));

    private ReadOnlySpan<char> Map(ReadOnlySpan<char> span, int at, Span<byte> bytes, out int length)
    {
        if (!userSymbols.IsEmpty && userSymbols.TryFind(span[at..], 0, out var start, out length, out _) && start == 0)
            return span.Slice(at, length);

        Rune.DecodeFromUtf16(span[at..], out _, out length);
        if (map is null)
            return span.Slice(at, length);

        Utf8.UTF8.TryGetBytes(span.Slice(at, Math.Min(LongestRule / 3, span.Length - at)), bytes, out var count);
        if (!map.TryMap(bytes[..count], longest: true, out var text, out var taken))
            return span.Slice(at, length);

        length = Utf8.UTF8.GetCharCount(bytes[..taken]);
        return Utf8.UTF8.GetString(text);
    }

    private void Append(NormalizedText target, ReadOnlySpan<char> mapped, NormalizedText text, int at, int length)
    {
        var original = text.Original(at, at + length);
        if (mapped.Length == length && mapped.SequenceEqual(text.Span.Slice(at, length)) && !mapped.Contains(' '))
        {
            target.Append(text, at, at + length);
            return;
        }

        foreach (var unit in mapped)
            target.Append(unit == ' ' ? _space : unit, original);
    }

    private void TrimEnd(NormalizedText target)
    {
        if (!spaces.RemovesExtra)
            return;

        var end = target.Span.TrimEnd(_space).Length;
        if (end < target.Length)
            target.Become(target.Slice(0, end));
    }
}
