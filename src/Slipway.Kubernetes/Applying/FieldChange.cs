namespace Slipway.Kubernetes.Applying;

/// <summary>A field that is another after an apply than before.</summary>
/// <param name="Path">Such as <c>spec.template.spec.containers[server].image</c>.</param>
/// <param name="Before">Its value, as JSON or as text; null where it was not there.</param>
/// <param name="After">Null where it goes.</param>
public sealed record FieldChange(string Path, string? Before, string? After);

/// <summary>A field that somebody else has said something about.</summary>
/// <param name="Path">As the API server writes it.</param>
/// <param name="Manager">Who.</param>
public sealed record FieldConflict(string Path, string Manager);
