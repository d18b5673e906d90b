namespace Slipway.Tasks.Images.Requests;

/// <summary>One image to be answered.</summary>
internal abstract class ImageItem
{
    public const string Subject = "image";

    /// <summary>The file.</summary>
    public required ImageData Image { get; set; }
}
