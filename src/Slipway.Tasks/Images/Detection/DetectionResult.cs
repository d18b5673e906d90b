using System.Text.Json.Serialization;

namespace Slipway.Tasks.Images.Detection;

/// <summary>The objects in an image, the likeliest first.</summary>
/// <param name="Objects">Each with its place.</param>
/// <param name="Width">Of the image upright, in pixels.</param>
/// <param name="Height">As <paramref name="Width"/>.</param>
internal sealed record DetectionResult(IReadOnlyList<DetectedObject> Objects, int Width, int Height);

/// <summary>An object: what it is, how likely, 0 to 1, and where.</summary>
internal sealed record DetectedObject(string Label, float Score, Box Box);

/// <summary>A box in pixels of the image upright, from its upper left corner.</summary>
internal readonly record struct Box(
    [property: JsonPropertyName("xmin")] float XMin,
    [property: JsonPropertyName("ymin")] float YMin,
    [property: JsonPropertyName("xmax")] float XMax,
    [property: JsonPropertyName("ymax")] float YMax
)
{
    /// <summary>Whether its sides are where they should be; also where they are one.</summary>
    [JsonIgnore]
    public bool IsPlace => XMin <= XMax && YMin <= YMax && float.IsFinite(XMax - XMin) && float.IsFinite(YMax - YMin);

    private float Area => Math.Max(0, XMax - XMin) * Math.Max(0, YMax - YMin);

    /// <summary>What two boxes have in common, as a part of what they cover together.</summary>
    public float Overlap(Box other)
    {
        var width = Math.Min(XMax, other.XMax) - Math.Max(XMin, other.XMin);
        var height = Math.Min(YMax, other.YMax) - Math.Max(YMin, other.YMin);
        if (width <= 0 || height <= 0)
            return 0;
        var common = width * height;
        return common / (Area + other.Area - common);
    }
}
