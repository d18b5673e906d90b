namespace Slipway.Oci.Images.Services;

/// <summary>What a service's image says of itself by its labels.</summary>
public sealed record ServiceDescription
{
    private const string ModelLabel = "slipway.model";
    private const string ModelVersionLabel = "slipway.model.version";
    private const string RuntimeLabel = "slipway.model.runtime";
    private const string SignatureLabel = "slipway.model.signature";

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Whether the package calls itself otherwise, so that the server has to be told the name.</summary>
    public bool IsRenamed { get; init; }

    public required long ModelVersion { get; init; }

    /// <summary>What executes it; null where it was not looked at.</summary>
    public string? Runtime { get; init; }

    /// <summary>Its inputs and outputs, as JSON; null where it was not looked at.</summary>
    public string? Signature { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>Of the server.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>What the base was called.</summary>
    public string? Base { get; init; }

    /// <summary>The base's manifest; null where it is no image.</summary>
    public string? BaseDigest { get; init; }

    /// <summary>Labels of the user's, which take the place of ours.</summary>
    public IReadOnlyDictionary<string, string> Further { get; init; } = new Dictionary<string, string>();

    public SortedDictionary<string, string> ToLabels()
    {
        var version = ModelVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ImageLabels.Of(
            [
                (ImageLabels.Title, Model),
                (ImageLabels.Version, version),
                (ImageLabels.Description, Description),
                (ImageLabels.BaseName, Base),
                (ImageLabels.BaseDigest, BaseDigest),
                (ModelLabel, Model),
                (ModelVersionLabel, version),
                (RuntimeLabel, Runtime),
                (SignatureLabel, Signature),
                (ImageLabels.Server, ServerVersion),
            ],
            Further
        );
    }

    /// <summary>What the labels of an image say; null where it is none of a service.</summary>
    public static ServiceDescription? FromLabels(IReadOnlyDictionary<string, string>? labels)
    {
        if (labels?.GetValueOrDefault(ModelLabel) is not { } model)
            return null;

        return new ServiceDescription
        {
            Model = model,
            ModelVersion = long.TryParse(labels.GetValueOrDefault(ModelVersionLabel), out var version) ? version : 1,
            Runtime = labels.GetValueOrDefault(RuntimeLabel),
            Signature = labels.GetValueOrDefault(SignatureLabel),
            Description = labels.GetValueOrDefault(ImageLabels.Description),
            ServerVersion = labels.GetValueOrDefault(ImageLabels.Server),
            Base = labels.GetValueOrDefault(ImageLabels.BaseName),
            BaseDigest = labels.GetValueOrDefault(ImageLabels.BaseDigest),
        };
    }
}
