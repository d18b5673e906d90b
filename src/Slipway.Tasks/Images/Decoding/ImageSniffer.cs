using System.Text;

namespace Slipway.Tasks.Images.Decoding;

/// <summary>
/// What a file is, judged by its first bytes: a declared media type is what somebody said, and often wrong.
/// </summary>
internal static class ImageSniffer
{
    /// <summary>For messages.</summary>
    public const string Taken = "JPEG, PNG, WebP, GIF and BMP are taken";

    /// <summary>The media types that an upload of an image may have; what it is decides the content.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } =
    ["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"];

    private static readonly (byte[] Start, string Name)[] Others =
    [
        ("II*\0"u8.ToArray(), "a TIFF image"),
        ("MM\0*"u8.ToArray(), "a TIFF image"),
        ([0, 0, 1, 0], "an icon (ICO)"),
        ("8BPS"u8.ToArray(), "a Photoshop image"),
        ([0xFF, 0x0A], "a JPEG XL image"),
        ([0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L'], "a JPEG XL image"),
        ([0, 0, 0, 12, (byte)'j', (byte)'P'], "a JPEG 2000 image"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ("PK\u0003\u0004"u8.ToArray(), "a ZIP archive"),
        ([0x1F, 0x8B], "gzip-compressed data"),
        ("<svg"u8.ToArray(), "an SVG drawing"),
        ("<?xml"u8.ToArray(), "XML, such as an SVG drawing"),
        ("<!DOC"u8.ToArray(), "a web page"),
        ("<html"u8.ToArray(), "a web page"),
        ("data:"u8.ToArray(), "the text of a data URI, which is taken in JSON as {\"image\": \"data:…\"}"),
        ("http://"u8.ToArray(), "an address; the server fetches none, send the image itself"),
        ("https://"u8.ToArray(), "an address; the server fetches none, send the image itself"),
        ("{"u8.ToArray(), "JSON"),
        ("["u8.ToArray(), "JSON"),
    ];

    /// <summary>The format; null where it is none of those that are taken.</summary>
    public static ImageFormat? Find(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ImageFormat.Jpeg;
        if (content.StartsWith(PngFile.Signature))
            return ImageFormat.Png;
        if (content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..12].SequenceEqual("WEBP"u8))
            return ImageFormat.WebP;
        if (content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8))
            return ImageFormat.Gif;
        // Two letters alone are too little to tell an image from a text.
        if (
            content.Length >= 18
            && content.StartsWith("BM"u8)
            && content[15..18].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0])
        )
            return ImageFormat.Bmp;
        return null;
    }

    /// <summary>In words, what a content is that no format of ours has.</summary>
    public static string Describe(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return "empty";
        if (content.Length >= 12 && content[4..8].SequenceEqual("ftyp"u8))
        {
            return content[8..12].SequenceEqual("avif"u8) ? "an AVIF image"
                : content[8..10].SequenceEqual("he"u8) || content[8..11].SequenceEqual("mif"u8) ? "a HEIC image"
                : "a video (MP4)";
        }

        foreach (var (start, name) in Others)
        {
            if (content.StartsWith(start))
                return name;
        }

        var head = content[..Math.Min(16, content.Length)];
        return head.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? $"no image that is known (its first bytes are {Convert.ToHexString(head[..Math.Min(8, head.Length)])})"
            : $"no image but text that begins with '{Encoding.ASCII.GetString(head)}'";
    }
}
