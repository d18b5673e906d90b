using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>How a body is to be read.</summary>
public enum MediaKind
{
    Json,
    JsonLines,
    Text,
    Csv,
    Image,
    Form,
    Other,
}

/// <summary>The media types of typed requests.</summary>
public static class MediaTypes
{
    /// <summary>A body whose type is not said is taken as JSON.</summary>
    public static MediaKind KindOf(string mediaType) =>
        mediaType switch
        {
            "application/json" or "text/json" => MediaKind.Json,
            _ when IsUnsaid(mediaType) => MediaKind.Json,
            "application/jsonl"
            or "application/x-jsonlines"
            or "application/jsonlines"
            or "application/x-ndjson"
            or "application/ndjson" => MediaKind.JsonLines,
            "text/plain" => MediaKind.Text,
            "text/csv" or "application/csv" => MediaKind.Csv,
            "multipart/form-data" => MediaKind.Form,
            _ when mediaType.StartsWith("image/", StringComparison.Ordinal) => MediaKind.Image,
            _ when mediaType.EndsWith("+json", StringComparison.Ordinal) => MediaKind.Json,
            _ => MediaKind.Other,
        };

    /// <summary>Whether the caller may not have meant it: there is none, or it is the one that curl sends by itself.</summary>
    public static bool IsUnsaid(string mediaType) => mediaType is "" or "application/x-www-form-urlencoded";

    /// <param name="mediaType">What was sent.</param>
    /// <param name="taken">What is taken besides JSON and JSON lines.</param>
    public static ServingException NotTaken(string mediaType, IReadOnlyList<string> taken) =>
        ServingException.InvalidArgument(
            $"A body of type '{mediaType}' is not taken here; send "
                + $"{string.Join(", ", new[] { TypedAnswer.Json, TypedAnswer.JsonLines }.Concat(taken))}, and say which in "
                + "Content-Type."
        );
}
