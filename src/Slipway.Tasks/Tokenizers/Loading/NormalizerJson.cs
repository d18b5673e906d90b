using System.Text;
using Slipway.Tasks.Tokenizers.Normalizers;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>The <c>normalizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class NormalizerJson
{
    public static Normalizer Read(JsonPart part) =>
        part.Text("type") switch
        {
            "Sequence" => new NormalizerSequence([.. part.Get("normalizers").Items().Select(Read)]),
            "BertNormalizer" => Bert(part),
            "Lowercase" => new LowercaseNormalizer(),
            "NFC" => new UnicodeNormalizer(NormalizationForm.FormC),
            "NFD" => new UnicodeNormalizer(NormalizationForm.FormD),
            "NFKC" => new UnicodeNormalizer(NormalizationForm.FormKC),
            "NFKD" => new UnicodeNormalizer(NormalizationForm.FormKD),
            "StripAccents" => new StripAccentsNormalizer(),
            "Strip" => new StripNormalizer(part.Bool("strip_left", true), part.Bool("strip_right", true)),
            "Replace" => new ReplaceNormalizer(PatternJson.Read(part.Get("pattern")), part.Text("content")),
            "Prepend" => new PrependNormalizer(part.Text("prepend")),
            "Precompiled" => Precompiled(part),
            "Nmt" => new NmtNormalizer(),
            "ByteLevel" => new ByteLevelNormalizer(),
            var type => throw part.Unknown("normalizer", type),
        };

    private static BertNormalizer Bert(JsonPart part)
    {
        var lowers = part.Bool("lowercase", true);
        return new BertNormalizer(
            part.Bool("clean_text", true),
            part.Bool("handle_chinese_chars", true),
            part.Bool("strip_accents", lowers),
            lowers
        );
    }

    private static Normalizer Precompiled(JsonPart part)
    {
        var map = part.Find("precompiled_charsmap");
        if (map is null || map.Value.AsText().Length == 0)
            return new NormalizerSequence([]);

        var bytes = new byte[map.Value.AsText().Length];
        return
            Convert.TryFromBase64String(map.Value.AsText(), bytes, out var count)
            && CharacterMap.Read(bytes.AsSpan(0, count)) is { } read
            ? new PrecompiledNormalizer(read)
            : throw map.Value.Wrong("is no character map in base64; export the tokenizer again");
    }
}
