namespace Slipway.Oci.Images.Services;

/// <summary>What a service's image says of itself by its labels.</summary>
public sealed record ServiceDescription
{
    private const string Title = "org.opencontainers.image.title";
    private const string VersionLabel = "org.opencontainers.image.version";
    private const string DescriptionLabel = "org.opencontainers.image.description";
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string BaseDigestLabel = "org.opencontainers.image.base.digest";
    private const string ModelLabel = "slipway.model";
    private const string ModelVersionLabel = "slipway.model.version";
    private const string RuntimeLabel = "slipway.model.runtime";
    private const string SignatureLabel = "slipway.model.signature";
    private const string ServerLabel = "slipway.server.version";

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

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
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var (name, value) in ((string, string?)[])
                [
                    (Title, Model),
                    (VersionLabel, ModelVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    (DescriptionLabel, Description),
                    (BaseName, Base),
                    (BaseDigestLabel, BaseDigest),
                    (ModelLabel, Model),
                    (ModelVersionLabel, ModelVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    (RuntimeLabel, Runtime),
                    (SignatureLabel, Signature),
                    (ServerLabel, ServerVersion),
                ]
        )
        {
            if (value is not null)
                labels[name] = value;
        }

        foreach (var (name, value) in Further)
            labels[name] = value;
        return labels;
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
            Description = labels.GetValueOrDefault(DescriptionLabel),
            ServerVersion = labels.GetValueOrDefault(ServerLabel),
            Base = labels.GetValueOrDefault(BaseName),
            BaseDigest = labels.GetValueOrDefault(BaseDigestLabel),
        };
    }
}
