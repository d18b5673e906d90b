using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Detection;

/// <summary>An image in which objects are to be found.</summary>
internal sealed class DetectionItem : ImageItem
{
    /// <summary>Objects of a lower score are left out; null for what the model's owner decided.</summary>
    public double? Threshold { get; set; }

    /// <summary>The most objects that are wanted.</summary>
    public int? MaxDetections { get; set; }
}
