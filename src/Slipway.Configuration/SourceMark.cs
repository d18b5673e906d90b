namespace Slipway.Configuration;

/// <summary>A place in a file; lines and columns from 1. Line 0 is the file as a whole.</summary>
public readonly record struct SourceMark(string File, int Line, int Column);

/// <summary>Something that is wrong at a place.</summary>
/// <param name="Mark">Where.</param>
/// <param name="Path">The keys down to it, as <see cref="NodePath"/> writes them.</param>
/// <param name="Message">What, and the remedy.</param>
public sealed record SourceProblem(SourceMark Mark, string Path, string Message);
