namespace Slipway.Handlers;

/// <summary>
/// Says of a property of a row what its type does not. On a positional record it may stand at the parameter.
/// </summary>
/// <param name="name">The tensor's name; default: the property's, with a small letter first.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TensorAttribute(string? name = null) : Attribute
{
    /// <summary>The tensor's name; null for the property's.</summary>
    public string? Name { get; } = name;

    /// <summary>The length of an array; 0 where it is free.</summary>
    public int Length { get; init; }

    /// <summary>What the values mean, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Labels of the classes that the elements of an array stand for.</summary>
    public string[] Labels { get; init; } = [];
}
