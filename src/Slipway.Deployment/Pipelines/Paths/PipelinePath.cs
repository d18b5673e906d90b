using System.Buffers;
using System.Text.Json;

namespace Slipway.Deployment.Pipelines.Paths;

/// <summary>
/// A place in what a pipeline knows: <c>$request.text</c>, <c>$response.items[0]</c>, <c>$steps.ner.entities[*].text</c>,
/// <c>$request["odd name"]</c>. Immutable.
/// </summary>
public sealed class PipelinePath : IEquatable<PipelinePath>
{
    /// <summary>Of a path's text.</summary>
    public const int MaxLength = 1000;

    /// <summary>Steps down.</summary>
    public const int MaxSegments = 32;

    // Of a list that [*] makes; what it is made of has been read already.
    private static readonly JsonDocumentOptions Nested = new() { MaxDepth = PipelineJson.MaxDepth };

    private readonly PathSegment[] _segments;
    private readonly bool _projects;

    internal PipelinePath(PathRoot root, string step, PathSegment[] segments, PathPresence presence)
    {
        Root = root;
        Step = step;
        Presence = presence;
        _segments = segments;
        _projects = Array.Exists(segments, segment => segment.Kind == SegmentKind.All);
    }

    public PathRoot Root { get; }

    /// <summary>For <see cref="PathRoot.Step"/>.</summary>
    public string Step { get; }

    public IReadOnlyList<PathSegment> Segments => _segments;

    public PathPresence Presence { get; }

    /// <summary>Reads a text that is a path and nothing else, with <c>!</c> or <c>?</c> behind it or not.</summary>
    /// <exception cref="PipelineSyntaxException"/>
    public static PipelinePath Parse(string text)
    {
        var cursor = new TextCursor(text, MaxLength);
        var path = PathReader.Read(cursor, withPresence: true);
        return cursor.AtEnd
            ? path
            : throw cursor.Error(
                $"{cursor.Here()} follows the path; a text is one path, and texts are not put together"
            );
    }

    /// <summary>What is there; <see cref="JsonValueKind.Undefined"/> for nothing.</summary>
    public JsonElement Find(IPipelineValues values)
    {
        var start = Root switch
        {
            PathRoot.Request => values.Request,
            PathRoot.Response => values.Response,
            PathRoot.Failed => values.Failed,
            _ => values.Step(Step),
        };
        return _projects ? Project(start) : Walk(start, _segments);
    }

    /// <summary>As it is written; equal paths have equal texts.</summary>
    public override string ToString()
    {
        var root = Root switch
        {
            PathRoot.Request => "$request",
            PathRoot.Response => "$response",
            PathRoot.Failed => "$failed",
            _ => "$steps" + PathSegment.Member(Step),
        };
        var presence = Presence switch
        {
            PathPresence.Required => "!",
            PathPresence.Optional => "?",
            _ => "",
        };
        return root + string.Concat(_segments.Select(segment => segment.ToString())) + presence;
    }

    public bool Equals(PipelinePath? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as PipelinePath);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private static JsonElement Walk(JsonElement value, ReadOnlySpan<PathSegment> segments)
    {
        foreach (var segment in segments)
        {
            value =
                segment.Kind == SegmentKind.Member
                    ? value.MemberOrNothing(segment.Name)
                    : Element(value, segment.Index);
        }

        return value;
    }

    private static JsonElement Element(JsonElement value, int index)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return default;
        var length = value.GetArrayLength();
        var place = index < 0 ? length + index : index;
        return place >= 0 && place < length ? value[place] : default;
    }

    private JsonElement Project(JsonElement start)
    {
        var head = Array.FindIndex(_segments, segment => segment.Kind == SegmentKind.All);
        var list = Walk(start, _segments.AsSpan(0, head));
        if (list.ValueKind != JsonValueKind.Array)
            return default;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, PipelineJson.Writing))
        {
            Project(list, _segments.AsSpan(head + 1), writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan, Nested);
    }

    private static void Project(JsonElement list, ReadOnlySpan<PathSegment> rest, Utf8JsonWriter writer)
    {
        var next = 0;
        while (next < rest.Length && rest[next].Kind != SegmentKind.All)
        {
            next++;
        }

        writer.WriteStartArray();
        foreach (var element in list.EnumerateArray())
        {
            var value = Walk(element, rest[..next]);
            if (next == rest.Length)
                value.CopyTo(writer);
            else if (value.ValueKind == JsonValueKind.Array)
                Project(value, rest[(next + 1)..], writer);
            else
                writer.WriteNullValue();
        }

        writer.WriteEndArray();
    }
}
