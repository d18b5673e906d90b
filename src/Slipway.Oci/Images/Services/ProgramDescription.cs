namespace Slipway.Oci.Images.Services;

/// <summary>What the image of a program, which names its models in its code, says of itself by its labels.</summary>
public sealed record ProgramDescription
{
    private const string ProgramLabel = "slipway.program";

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Of the program; null where it says none.</summary>
    public string? Version { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>Of the library that serves in it; null where it is none of ours.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>What the base was called.</summary>
    public string? Base { get; init; }

    /// <summary>The base's manifest; null where it is no image.</summary>
    public string? BaseDigest { get; init; }

    /// <summary>Labels of the user's, which take the place of ours.</summary>
    public IReadOnlyDictionary<string, string> Further { get; init; } = new Dictionary<string, string>();

    public SortedDictionary<string, string> ToLabels() =>
        ImageLabels.Of(
            [
                (ImageLabels.Title, Name),
                (ImageLabels.Version, Version),
                (ImageLabels.Description, Description),
                (ImageLabels.BaseName, Base),
                (ImageLabels.BaseDigest, BaseDigest),
                (ProgramLabel, Name),
                (ImageLabels.Server, ServerVersion),
            ],
            Further
        );

    /// <summary>What the labels of an image say; null where it is none of a program.</summary>
    public static ProgramDescription? FromLabels(IReadOnlyDictionary<string, string>? labels) =>
        labels?.GetValueOrDefault(ProgramLabel) is { } name
            ? new ProgramDescription
            {
                Name = name,
                Version = labels.GetValueOrDefault(ImageLabels.Version),
                Description = labels.GetValueOrDefault(ImageLabels.Description),
                ServerVersion = labels.GetValueOrDefault(ImageLabels.Server),
                Base = labels.GetValueOrDefault(ImageLabels.BaseName),
                BaseDigest = labels.GetValueOrDefault(ImageLabels.BaseDigest),
            }
            : null;
}
