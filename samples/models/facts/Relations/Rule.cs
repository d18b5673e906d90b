namespace Slipway.Samples.Facts.Relations;

/// <summary>One way to say a relation.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Name">For those who ask why.</param>
/// <param name="First">The type of the entity that comes first in the text.</param>
/// <param name="Second">The type of the other.</param>
/// <param name="IsReversed">Whether the one that comes second is the subject.</param>
/// <param name="Weight">How far it is to be trusted, 0 to 1.</param>
/// <param name="Between">What stands between the two.</param>
internal sealed record Rule(
    string Relation,
    string Name,
    string First,
    string Second,
    bool IsReversed,
    double Weight,
    Pattern Between
);
