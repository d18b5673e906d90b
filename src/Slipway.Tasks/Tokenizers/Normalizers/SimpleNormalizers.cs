using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>One after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override void Normalize(NormalizedText text)
    {
        foreach (var step in steps)
            step.Normalize(text);
    }
}

internal sealed class LowercaseNormalizer : Normalizer
{
    public override void Normalize(NormalizedText text) => TextEdits.Lower(text);
}

/// <summary>Removes marks; accents are marks only after a decomposition.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public override void Normalize(NormalizedText text) => TextEdits.Remove(text, Characters.IsMark);
}

/// <summary>Removes white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override void Normalize(NormalizedText text)
    {
        var span = text.Span;
        var end = right ? span.TrimEnd().Length : span.Length;
        var start = left ? span.Length - span.TrimStart().Length : 0;
        if (start > 0 || end < span.Length)
            text.Become(text.Slice(Math.Min(start, end), end));
    }
}

/// <summary>Puts a text in front of one that is not empty; it comes from the first character.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public override void Normalize(NormalizedText text)
    {
        if (text.Length == 0)
            return;

        var target = NormalizedText.Writable(text.Length + prefix.Length, text.Origin);
        var first = text.Original(0, char.IsHighSurrogate(text.Span[0]) && text.Length > 1 ? 2 : 1);
        foreach (var unit in prefix)
            target.Append(unit, first);

        target.Append(text, 0, text.Length);
        text.Become(target);
    }
}

/// <summary>Writes the bytes of the text as visible characters.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public override void Normalize(NormalizedText text)
    {
        var target = NormalizedText.Writable(text.Length + text.Length / 8, text.Origin);
        ByteLevelText.Write(new Segment(text, 0, text.Length, text.Origin), target);
        text.Become(target);
    }
}
