using System.Text.Json.Serialization;

namespace Slipway.Tasks.Images.Resampling;

/// <summary>How pixels are made of others, numbered as Pillow does and so Hugging Face's <c>resample</c>.</summary>
public enum ResampleFilter
{
    [JsonStringEnumMemberName("nearest")]
    Nearest = 0,

    [JsonStringEnumMemberName("lanczos")]
    Lanczos = 1,

    [JsonStringEnumMemberName("bilinear")]
    Bilinear = 2,

    [JsonStringEnumMemberName("bicubic")]
    Bicubic = 3,

    [JsonStringEnumMemberName("box")]
    Box = 4,

    [JsonStringEnumMemberName("hamming")]
    Hamming = 5,
}
