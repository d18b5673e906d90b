using System.Globalization;

namespace Slipway.Deployment.Pipelines.Paths;

/// <summary>
/// <code>
/// path    = "$" ( "request" | "response" | "failed" | "steps" step ) { segment }
/// step    = "." name | "[" quoted "]"
/// segment = "." name | "[" ( quoted | [ "-" ] digits | "*" ) "]"
/// name    = ( letter | "_" ) { letter | digit | "_" | "-" }
/// </code>
/// </summary>
internal static class PathReader
{
    private const int MaxIndexDigits = 9;

    public static bool IsName(string text) => text.Length > 0 && BeginsName(text[0]) && text.All(BelongsToName);

    /// <summary>Reads as much as belongs to the path.</summary>
    /// <exception cref="PipelineSyntaxException"/>
    public static PipelinePath Read(TextCursor cursor, bool withPresence)
    {
        var start = cursor.Position;
        if (!cursor.Take('$'))
            throw cursor.Error($"a path begins with $, not with {cursor.Here()}");
        var word = cursor.TakeWhile(BelongsToName);
        var root = word switch
        {
            "request" => PathRoot.Request,
            "response" => PathRoot.Response,
            "failed" => PathRoot.Failed,
            "steps" => PathRoot.Step,
            _ => throw new PipelineSyntaxException(
                start + 1,
                $"'${word}' is not known; paths begin with $request, $response, $steps.NAME or $failed, and $$ stands for a dollar"
            ),
        };
        var step = root == PathRoot.Step ? ReadStep(cursor) : "";
        var segments = new List<PathSegment>();
        while (cursor.Current is '.' or '[')
        {
            if (segments.Count == PipelinePath.MaxSegments)
                throw cursor.Error($"a path has at most {PipelinePath.MaxSegments} parts");
            segments.Add(ReadSegment(cursor));
        }

        return new PipelinePath(root, step, [.. segments], withPresence ? ReadPresence(cursor) : PathPresence.Null);
    }

    private static string ReadStep(TextCursor cursor)
    {
        var segment = cursor.Current is '.' or '[' ? ReadSegment(cursor) : default;
        return segment is { Kind: SegmentKind.Member, Name.Length: > 0 }
            ? segment.Name
            : throw cursor.Error("$steps is followed by the name of a step, such as $steps.ner");
    }

    private static PathSegment ReadSegment(TextCursor cursor)
    {
        if (cursor.Take('.'))
            return BeginsName(cursor.Current)
                ? PathSegment.Member(cursor.TakeWhile(BelongsToName))
                : throw cursor.Error(
                    $"a name follows the dot, not {cursor.Here()}; other names are written as [\"odd name\"]"
                );
        cursor.Position++;
        var segment = cursor.Current switch
        {
            '"' or '\'' => PathSegment.Member(cursor.TakeQuoted()),
            '*' => TakeAll(cursor),
            _ => PathSegment.Element(TakeIndex(cursor)),
        };
        return cursor.Take(']') ? segment : throw cursor.Error($"a ']' is missing before {cursor.Here()}");
    }

    private static PathSegment TakeAll(TextCursor cursor)
    {
        cursor.Position++;
        return PathSegment.All;
    }

    private static int TakeIndex(TextCursor cursor)
    {
        var start = cursor.Position;
        var negative = cursor.Take('-');
        var digits = cursor.TakeWhile(char.IsAsciiDigit);
        if (digits.Length is 0 or > MaxIndexDigits)
            throw new PipelineSyntaxException(
                start + 1,
                "in brackets stands a whole number, * for all elements, or a name in quotes"
            );
        var index = int.Parse(digits, CultureInfo.InvariantCulture);
        return negative ? -index : index;
    }

    private static PathPresence ReadPresence(TextCursor cursor)
    {
        if (cursor.Take('!'))
            return PathPresence.Required;
        return cursor.Take('?') ? PathPresence.Optional : PathPresence.Null;
    }

    private static bool BeginsName(char character) => char.IsLetter(character) || character == '_';

    private static bool BelongsToName(char character) =>
        BeginsName(character) || char.IsAsciiDigit(character) || character == '-';
}
