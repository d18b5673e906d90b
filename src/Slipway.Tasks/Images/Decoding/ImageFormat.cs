namespace Slipway.Tasks.Images.Decoding;

/// <summary>The file formats that are taken.</summary>
internal enum ImageFormat
{
    Jpeg,
    Png,
    WebP,
    Gif,
    Bmp,
}
