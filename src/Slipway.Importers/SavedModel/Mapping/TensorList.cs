namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>
/// A list of tensors of one shape: as a tensor whose first dimension counts them, or, while nothing was written to it,
/// only as its length.
/// </summary>
internal abstract record TensorList
{
    /// <summary>All elements are there.</summary>
    public sealed record Stacked(Value Tensor) : TensorList;

    /// <summary>Nothing was written; elements read as zeros.</summary>
    /// <param name="Length">A scalar; null for a list that grows.</param>
    /// <param name="ElementShape">The shape of each, as far as it is known.</param>
    public sealed record Reserved(Value? Length, long?[]? ElementShape) : TensorList;

    /// <summary>In a loop's body: the list to which each turn adds an element, which the loop collects.</summary>
    public sealed record Collecting : TensorList;

    /// <summary>In a loop's body: that list after the turn's element was written.</summary>
    public sealed record Written(Value Element) : TensorList;
}
