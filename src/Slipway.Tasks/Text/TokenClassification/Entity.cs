namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>A place in a text and what it is. Offsets are UTF-16 code units.</summary>
/// <param name="Type">The type; of a single token its tag as the model has it.</param>
/// <param name="Start">The first code unit.</param>
/// <param name="End">The one after the last.</param>
/// <param name="FirstToken">The first token.</param>
/// <param name="EndToken">The one after the last.</param>
/// <param name="Score">From 0 to 1: the mean of what its words have.</param>
internal readonly record struct Entity(string Type, int Start, int End, int FirstToken, int EndToken, float Score);
