using System.Globalization;
using Slipway.Tasks.Tokenizers.Processing;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>The <c>post_processor</c> of a <c>tokenizer.json</c>.</summary>
internal static class PostProcessorJson
{
    public static PostProcessor Read(JsonPart part) =>
        part.Text("type") switch
        {
            "TemplateProcessing" => Template(part),
            "BertProcessing" => Bert(Token(part.Get("cls")), Token(part.Get("sep"))),
            "RobertaProcessing" => Roberta(part),
            "ByteLevel" => new PostProcessor { TrimsOffsets = Trims(part) },
            "Sequence" => Sequence(part),
            var type => throw part.Unknown("post-processor", type),
        };

    public static PostProcessor Bert(int cls, int sep) =>
        new()
        {
            Single = [TemplatePiece.Special(0, cls), TemplatePiece.Text(0, 0), TemplatePiece.Special(0, sep)],
            Pair =
            [
                TemplatePiece.Special(0, cls),
                TemplatePiece.Text(0, 0),
                TemplatePiece.Special(0, sep),
                TemplatePiece.Text(1, 1),
                TemplatePiece.Special(1, sep),
            ],
        };

    public static PostProcessor Roberta(int cls, int sep, bool? trims) =>
        new()
        {
            Single = [TemplatePiece.Special(0, cls), TemplatePiece.Text(0, 0), TemplatePiece.Special(0, sep)],
            Pair =
            [
                TemplatePiece.Special(0, cls),
                TemplatePiece.Text(0, 0),
                TemplatePiece.Special(0, sep, sep),
                TemplatePiece.Text(1, 0),
                TemplatePiece.Special(0, sep),
            ],
            TrimsOffsets = trims,
        };

    private static PostProcessor Roberta(JsonPart part) =>
        Roberta(Token(part.Get("cls")), Token(part.Get("sep")), Trims(part));

    private static bool? Trims(JsonPart part) =>
        part.Bool("trim_offsets", true) ? part.Bool("add_prefix_space", true) : null;

    /// <summary>Cutting white space off the offsets and putting tokens around go together; two of the latter do not.</summary>
    private static PostProcessor Sequence(JsonPart part)
    {
        var whole = PostProcessor.None;
        foreach (var processor in part.Get("processors").Items().Select(item => (Part: item, Read: Read(item))))
        {
            var adds = processor.Part.Text("type") != "ByteLevel";
            if (adds && whole.Single != PostProcessor.None.Single)
                throw processor.Part.Wrong("is a second post-processor that puts tokens around a text; keep one");

            whole = (adds ? processor.Read : whole) with
            {
                TrimsOffsets = processor.Read.TrimsOffsets ?? whole.TrimsOffsets,
            };
        }

        return whole;
    }

    private static int Token(JsonPart part) =>
        part.IsArray && part.Element.GetArrayLength() == 2
            ? part.Items().Last().AsCount()
            : throw part.Wrong("must be a token and its id");

    private static PostProcessor Template(JsonPart part)
    {
        var special = part.Find("special_tokens");
        return new PostProcessor
        {
            Single = [.. Pieces(part.Get("single"), special)],
            Pair = [.. Pieces(part.Get("pair"), special)],
        };
    }

    /// <summary>A list of objects, or a text as <c>[CLS] $A [SEP] $B:1 [SEP]:1</c>.</summary>
    private static IEnumerable<TemplatePiece> Pieces(JsonPart template, JsonPart? special)
    {
        if (template.IsString)
            return template.AsText().Split(' ').Select(piece => Parse(template, piece, special));

        return template
            .Items()
            .Select(item => item.IsString ? Parse(item, item.AsText(), special) : Piece(item, special));
    }

    private static TemplatePiece Piece(JsonPart item, JsonPart? special)
    {
        if (item.Find("Sequence") is { } sequence)
            return TemplatePiece.Text(
                sequence.Text("id") switch
                {
                    "A" => 0,
                    "B" => 1,
                    var id => throw sequence.Wrong($"has the id '{id}'; it must be A or B"),
                },
                sequence.Find("type_id")?.AsCount() ?? 0
            );

        var token = item.Get("SpecialToken");
        return TemplatePiece.Special(token.Find("type_id")?.AsCount() ?? 0, Ids(token, token.Text("id"), special));
    }

    private static TemplatePiece Parse(JsonPart place, string piece, JsonPart? special)
    {
        var colon = piece.LastIndexOf(':');
        var type = 0;
        var typed =
            colon > 0
            && int.TryParse(piece.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out type);
        var name = typed ? piece[..colon] : piece;
        return name switch
        {
            "$" or "$A" or "$a" => TemplatePiece.Text(0, type),
            "$B" or "$b" => TemplatePiece.Text(1, type),
            ['$', .. var number]
                when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) =>
                TemplatePiece.Text(0, id),
            _ => TemplatePiece.Special(type, Ids(place, name, special)),
        };
    }

    private static int[] Ids(JsonPart place, string token, JsonPart? special) =>
        special?.Find(token)?.Get("ids").Items().Select(id => id.AsCount()).ToArray()
        ?? throw place.Wrong($"names the special token '{token}', which special_tokens does not explain; add it there");
}
