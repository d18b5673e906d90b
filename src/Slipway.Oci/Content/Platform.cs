using System.Text.Json.Serialization;

namespace Slipway.Oci.Content;

/// <summary>What an image runs on, in Go's words: <c>linux</c> and <c>amd64</c>, <c>arm64</c>.</summary>
public sealed record Platform
{
    public required string Architecture { get; init; }

    public required string Os { get; init; }

    /// <summary>Of the processor, as <c>v8</c> of arm64.</summary>
    public string? Variant { get; init; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    public static Platform LinuxAmd64 { get; } = new() { Os = "linux", Architecture = "amd64" };

    public static Platform LinuxArm64 { get; } = new() { Os = "linux", Architecture = "arm64" };

    /// <exception cref="Errors.ServingException">It is not <c>OS/ARCHITECTURE</c> with an optional variant.</exception>
    public static Platform Parse(string text) =>
        text.Split('/') switch
        {
            [{ Length: > 0 } os, { Length: > 0 } architecture] => new() { Os = os, Architecture = architecture },
            [{ Length: > 0 } os, { Length: > 0 } architecture, { Length: > 0 } variant] => new()
            {
                Os = os,
                Architecture = architecture,
                Variant = variant,
            },
            _ => throw OciErrors.Invalid(
                "platform",
                $"'{text}' is no platform: that is OS/ARCHITECTURE, as linux/amd64."
            ),
        };

    /// <summary>Whether an image for <paramref name="other"/> runs here; a variant counts where both have one.</summary>
    public bool Runs(Platform other) =>
        Os == other.Os
        && Architecture == other.Architecture
        && (Variant is null || other.Variant is null || Variant == other.Variant);

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
