using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Images.Requests;

/// <summary>The parts of descriptions that tasks over images have in common.</summary>
internal static class ImageDescriptions
{
    /// <summary>A square of 8 × 8 pixels, red above and blue below.</summary>
    private const string Picture =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAGElEQVR42mO4oKCAFTFQUULB4QJWREUJAFpdSAEzs2TQAAAAAElFTkSuQmCC";

    /// <summary>A request to start from.</summary>
    public static JsonElement Example { get; } = JsonElement.Parse($$"""{"image": "{{Picture}}"}""");

    /// <summary>The schema of the member that holds the image, as text to be put into a schema.</summary>
    public const string ImageSchema = """
        {"type": "string", "format": "data-url", "description": "An image file as a data URI (data:image/png;base64,…) or as base64 alone: JPEG, PNG, WebP, GIF or BMP."}
        """;

    /// <summary>The schema of a label: one of those that the model has, where they are few enough to be read.</summary>
    public static string LabelSchema(IReadOnlyList<string> labels)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (labels.Count is > 0 and <= 200)
            schema["enum"] = new JsonArray([.. labels.Distinct().Select(label => (JsonNode)JsonValue.Create(label))]);
        return schema.ToJsonString();
    }
}
