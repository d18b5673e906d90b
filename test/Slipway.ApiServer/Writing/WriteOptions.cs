namespace Slipway.ApiServer.Writing;

/// <summary>What a request says of its write besides the object.</summary>
public sealed record WriteOptions
{
    /// <summary>Who owns the fields that are written: <c>fieldManager</c>, or the user agent's first word.</summary>
    public string Manager { get; init; } = "unknown";

    /// <summary>Everything is checked and nothing kept.</summary>
    public bool DryRun { get; init; }

    public FieldValidation Validation { get; init; } = FieldValidation.Warn;

    /// <summary>Takes fields over from other managers in an apply.</summary>
    public bool Force { get; init; }

    /// <summary>Filled by the write; sent as <c>Warning</c> headers.</summary>
    public List<string> Warnings { get; } = [];
}

/// <summary>What is done about unknown fields.</summary>
public enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}

/// <summary>What a deletion asks for.</summary>
public sealed record DeleteOptions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    /// <summary>Orphan, Background or Foreground; null for the default, Background.</summary>
    public string? Propagation { get; init; }

    public long? GraceSeconds { get; init; }

    public bool DryRun { get; init; }
}

/// <summary>How a deletion ended.</summary>
/// <param name="Gone">Whether nothing is left; otherwise finalizers or a grace period are waited for.</param>
public sealed record DeleteResult(Storage.StoredObject Last, bool Gone);
