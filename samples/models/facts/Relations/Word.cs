namespace Slipway.Samples.Facts.Relations;

/// <summary>A word, a mark, or in place of its words an entity.</summary>
/// <param name="Text">In small letters; of an entity its type in angle brackets.</param>
/// <param name="Start">The UTF-16 unit that it begins at.</param>
/// <param name="End">The UTF-16 unit behind it.</param>
/// <param name="Entity">The place of the entity among all; -1 where it is none.</param>
internal readonly record struct Word(string Text, int Start, int End, int Entity)
{
    public bool IsEntity => Entity >= 0;
}
