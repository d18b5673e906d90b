using System.Text;
using Slipway.Tasks.Tokenizers.Patterns;
using Slipway.Tasks.Tokenizers.PreTokenizers;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>The <c>pre_tokenizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class PreTokenizerJson
{
    public static PreTokenizer Read(JsonPart part) =>
        part.Text("type") switch
        {
            "Sequence" => new PreTokenizerSequence([.. part.Get("pretokenizers").Items().Select(Read)]),
            "BertPreTokenizer" => new BertPreTokenizer(),
            "ByteLevel" => new ByteLevelPreTokenizer(part.Bool("add_prefix_space", true), part.Bool("use_regex", true)),
            "Metaspace" => Metaspace(part),
            "Whitespace" => new SplitPreTokenizer(WordPattern.Instance, SplitBehavior.Removed, inverted: true),
            "WhitespaceSplit" => CharacterSplit.WhiteSpace,
            "Punctuation" => CharacterSplit.Punctuation(Behavior(part)),
            "Digits" => CharacterSplit.Digits(part.Bool("individual_digits", false)),
            "CharDelimiterSplit" => CharacterSplit.Delimiter(Character(part.Get("delimiter"))),
            "Split" => new SplitPreTokenizer(
                PatternJson.Read(part.Get("pattern")),
                Behavior(part),
                part.Bool("invert", false)
            ),
            "FixedLength" => new FixedLengthPreTokenizer(Length(part)),
            var type => throw part.Unknown("pre-tokenizer", type),
        };

    /// <summary>The character for spaces and where it is put in front, for the decoder too.</summary>
    public static (char Replacement, PrependScheme Prepend) MetaspaceSettings(JsonPart part)
    {
        var replacement = part.Text("replacement", "\u2581");
        if (replacement.Length != 1)
            throw part.Wrong($"has the replacement '{replacement}'; it must be one character of the basic plane");

        var prepend = part.Text("prepend_scheme", "always") switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var scheme => throw part.Wrong($"has the prepend_scheme '{scheme}'; it must be always, first or never"),
        };
        if (!part.Bool("add_prefix_space", true))
            prepend = PrependScheme.Never;

        return (replacement[0], prepend);
    }

    private static MetaspacePreTokenizer Metaspace(JsonPart part)
    {
        var (replacement, prepend) = MetaspaceSettings(part);
        return new MetaspacePreTokenizer(replacement, prepend, part.Bool("split", true));
    }

    private static SplitBehavior Behavior(JsonPart part) =>
        part.Text("behavior", "Isolated") switch
        {
            "Removed" or "removed" => SplitBehavior.Removed,
            "Isolated" or "isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" or "merged_with_previous" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" or "merged_with_next" => SplitBehavior.MergedWithNext,
            "Contiguous" or "contiguous" => SplitBehavior.Contiguous,
            var behavior => throw part.Wrong(
                $"has the behavior '{behavior}'; it must be Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"
            ),
        };

    private static int Length(JsonPart part) =>
        (part.Find("length")?.AsCount() ?? 5) is > 0 and var length
            ? length
            : throw part.Wrong("has the length 0; it must be at least 1");

    private static Rune Character(JsonPart part)
    {
        var text = part.AsText();
        return
            Rune.DecodeFromUtf16(text, out var rune, out var length) == System.Buffers.OperationStatus.Done
            && length == text.Length
            ? rune
            : throw part.Wrong("must be one character");
    }
}
