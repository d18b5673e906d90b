using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Classification;

/// <summary>An image to be classified.</summary>
internal sealed class ClassificationItem : ImageItem
{
    /// <summary>The most labels that are wanted; null for as many as the model's owner decided.</summary>
    public int? TopK { get; set; }
}
