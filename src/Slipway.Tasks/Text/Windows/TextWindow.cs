using Slipway.Tasks.Text.Encoders;

namespace Slipway.Tasks.Text.Windows;

/// <summary>
/// A part of a text that the model sees at once. Windows of a text overlap, so that each token is seen with what is around it;
/// it belongs to one of them.
/// </summary>
/// <param name="Text">The text.</param>
/// <param name="Start">Its first token of the body.</param>
/// <param name="End">The one after its last.</param>
/// <param name="OwnStart">The first token that belongs to it.</param>
/// <param name="OwnEnd">The one after the last that does.</param>
internal sealed record TextWindow(EncodedText Text, int Start, int End, int OwnStart, int OwnEnd)
{
    /// <summary>Tokens of the row.</summary>
    public int Length => Text.Frame + End - Start;

    /// <summary>The place in the row of a token of the body.</summary>
    public int PlaceOf(int token) => Text.Before.Count + token - Start;
}
