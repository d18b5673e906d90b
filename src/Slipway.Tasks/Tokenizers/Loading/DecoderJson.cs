using Slipway.Tasks.Tokenizers.Decoders;
using Slipway.Tasks.Tokenizers.PreTokenizers;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>The <c>decoder</c> of a <c>tokenizer.json</c>.</summary>
internal static class DecoderJson
{
    public static TokenDecoder Read(JsonPart part) =>
        part.Text("type") switch
        {
            "Sequence" => new DecoderSequence([.. part.Get("decoders").Items().Select(Read)]),
            "ByteLevel" => new ByteLevelDecoder(),
            "WordPiece" => new WordPieceDecoder(part.Text("prefix", "##"), part.Bool("cleanup", true)),
            "Metaspace" => Metaspace(part),
            "BPEDecoder" => new SuffixDecoder(part.Text("suffix", "</w>")),
            "ByteFallback" => new ByteFallbackDecoder(),
            "Fuse" => new FuseDecoder(),
            "Strip" => Strip(part),
            "Replace" => new ReplaceDecoder(PatternJson.Read(part.Get("pattern")), part.Text("content")),
            "CTC" => new CtcDecoder(
                part.Text("pad_token", "<pad>"),
                part.Text("word_delimiter_token", "|"),
                part.Bool("cleanup", true)
            ),
            var type => throw part.Unknown("decoder", type),
        };

    private static MetaspaceDecoder Metaspace(JsonPart part)
    {
        var (replacement, prepend) = PreTokenizerJson.MetaspaceSettings(part);
        return new MetaspaceDecoder(replacement, prepend != PrependScheme.Never);
    }

    private static StripDecoder Strip(JsonPart part)
    {
        var content = part.Text("content");
        if (content.Length != 1)
            throw part.Wrong($"has the content '{content}'; it must be one character of the basic plane");

        return new StripDecoder(content[0], part.Get("start").AsCount(), part.Get("stop").AsCount());
    }
}
