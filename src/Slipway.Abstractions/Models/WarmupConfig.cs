using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>A sample request for warm-up: recorded in a file, or declared input by input.</summary>
public sealed class WarmupConfig
{
    /// <summary>For log messages; default: the place in the list.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// A recorded request, relative to the package folder: JSON as Open Inference Protocol V2 sends it. Files in the
    /// folder <c>warmup</c> beside the artifact are used without being named.
    /// </summary>
    public string? Request { get; set; }

    /// <summary>How often it is computed. Default 1.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The declared inputs by name; where a request is not recorded, every input that is not optional.</summary>
    public Dictionary<string, WarmupInputConfig> Inputs { get; set; } = [];
}

/// <summary>One input of a declared sample.</summary>
public sealed class WarmupInputConfig
{
    /// <summary>The shape of the tensor, batch dimension included; default: the signature's with 1 for what is free.</summary>
    public List<long> Shape { get; set; } = [];

    /// <summary>What it is filled with where no file is named. Default zero.</summary>
    public WarmupFill Fill { get; set; }

    /// <summary>Raw values, little-endian, BYTES as 4-byte length and content; relative to the package folder.</summary>
    public string? File { get; set; }
}

/// <summary>The values of a declared input.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WarmupFill>))]
public enum WarmupFill
{
    /// <summary>Zeros, false, or empty texts.</summary>
    [JsonStringEnumMemberName("zero")]
    Zero,

    /// <summary>Repeatable random values: floats of [0, 1), integers of [0, 127), texts of a few letters.</summary>
    [JsonStringEnumMemberName("random")]
    Random,
}
